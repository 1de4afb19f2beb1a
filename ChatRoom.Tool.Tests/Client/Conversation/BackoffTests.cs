using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

internal sealed class BackoffTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void Delays_double_up_to_a_maximum()
    {
        var backoff = new Backoff(Reconnects.Steady, _time);
        backoff.Lost(0);

        Assert.That(Next(backoff, 8), Is.EqualTo(new[] { 100, 200, 400, 800, 1600, 3200, 5000, 5000 }));
    }

    [Test]
    public void Each_delay_is_random_between_one_half_and_all_of_it() => Fuzz.Each(Samples.Number(0, int.MaxValue), seed =>
    {
        var backoff = new Backoff(new ReconnectOptions { Random = new Random(seed) }, _time);
        backoff.Lost(0);

        Assert.That(backoff.Next().TotalMilliseconds, Is.InRange(50, 100));
        Assert.That(backoff.Next().TotalMilliseconds, Is.InRange(100, 200));
    });

    [Test]
    public void Delays_begin_again_only_after_a_long_connection()
    {
        var backoff = new Backoff(Reconnects.Steady, _time);
        backoff.Lost(0);
        Assert.That(Next(backoff, 2), Is.EqualTo(new[] { 100, 200 }));

        backoff.Connected();
        backoff.Lost(0);
        Assert.That(Next(backoff, 1), Is.EqualTo(new[] { 400 }));

        backoff.Connected();
        _time.Advance(TimeSpan.FromSeconds(5));
        backoff.Lost(0);
        Assert.That(Next(backoff, 1), Is.EqualTo(new[] { 100 }));
    }

    [Test]
    public void A_delay_that_the_server_asks_for_is_added_once_up_to_an_hour()
    {
        var backoff = new Backoff(Reconnects.Steady, _time);

        backoff.Lost(3000);
        Assert.That(Next(backoff, 2), Is.EqualTo(new[] { 3100, 200 }));

        backoff.Lost(long.MaxValue);
        Assert.That(backoff.Next(), Is.EqualTo(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(400)));
    }

    [Test]
    public void The_last_delay_ends_with_the_time_for_the_outage()
    {
        var backoff = new Backoff(Reconnects.Steady with { GiveUpAfter = TimeSpan.FromMilliseconds(150) }, _time);
        backoff.Lost(0);
        Assert.That(Next(backoff, 1), Is.EqualTo(new[] { 100 }));
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.That(Next(backoff, 1), Is.EqualTo(new[] { 50 }));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.That(backoff.Next(), Is.EqualTo(TimeSpan.Zero));
    }

    private static int[] Next(Backoff backoff, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (int)backoff.Next().TotalMilliseconds)];
}
