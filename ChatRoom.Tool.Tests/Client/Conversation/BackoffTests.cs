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
    public void Delays_double_up_to_the_longest()
    {
        var backoff = new Backoff(Reconnects.Steady, _time);
        backoff.Lost(0);

        Assert.That(Next(backoff, 8), Is.EqualTo(new[] { 100, 200, 400, 800, 1600, 3200, 5000, 5000 }));
    }

    [Test]
    public void Each_is_between_its_half_and_its_whole() => Fuzz.Each(Samples.Number(0, int.MaxValue), seed =>
    {
        var backoff = new Backoff(new ReconnectOptions { Random = new Random(seed) }, _time);
        backoff.Lost(0);

        Assert.That(backoff.Next().TotalMilliseconds, Is.InRange(50, 100));
        Assert.That(backoff.Next().TotalMilliseconds, Is.InRange(100, 200));
    });

    [Test]
    public void A_connection_that_lasts_lets_them_begin_anew_and_one_that_does_not_goes_on_with_them()
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
    public void What_a_server_asks_for_comes_on_top_once_and_is_not_for_ever()
    {
        var backoff = new Backoff(Reconnects.Steady, _time);

        backoff.Lost(3000);
        Assert.That(Next(backoff, 2), Is.EqualTo(new[] { 3100, 200 }));

        backoff.Lost(long.MaxValue);
        Assert.That(backoff.Next(), Is.EqualTo(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(400)));
    }

    [Test]
    public void The_last_delay_ends_when_the_time_for_the_outage_does()
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
