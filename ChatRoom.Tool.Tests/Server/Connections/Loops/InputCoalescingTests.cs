using ChatRoom.Server.Connections.Loops;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

/// <summary>Time is in microseconds.</summary>
internal sealed class InputCoalescingTests
{
    private readonly InputCoalescing _coalescing = new(second: 1_000_000);
    private long _now;

    [Test]
    public void A_lone_line_is_sent_at_once_if_the_last_waits_brought_nothing()
    {
        Rounds(200, arrivals: _ => 0, took: 500);
        Assert.That(Enumerable.Range(0, 60).Select(_ => Round(_ => 0, took: 500)).Count(waited => waited == 0), Is.AtLeast(59));
    }

    [Test]
    public void The_loop_waits_if_the_last_waits_brought_more()
    {
        Rounds(1000, arrivals: _ => 1, took: 500);
        Assert.That(Round(looks => looks == 3 ? 1 : 0, took: 500), Is.InRange(90, 110));
    }

    [Test]
    public void It_stops_to_wait_when_waits_bring_nothing_any_more()
    {
        Rounds(1000, arrivals: _ => 1, took: 500);
        Rounds(20, arrivals: _ => 0, took: 500);
        Assert.That(Round(_ => 0, took: 500), Is.Zero);
    }

    [Test]
    public void A_wait_is_at_most_100_microseconds_and_a_quarter_of_a_round()
    {
        Rounds(1000, arrivals: _ => 1, took: 200);
        Assert.That(Round(_ => 1, took: 200), Is.InRange(40, 60));
        Rounds(1000, arrivals: _ => 1, took: 50_000);
        Assert.That(Round(_ => 1, took: 50_000), Is.InRange(90, 110));
    }

    private void Rounds(int count, Func<int, int> arrivals, long took)
    {
        for (var i = 0; i < count; i++)
        {
            Round(arrivals, took);
        }
    }

    /// <summary>One round; returns how long the loop looked for more.</summary>
    /// <param name="arrivals">The number of peers that each look finds.</param>
    /// <param name="took">The length of the round.</param>
    private long Round(Func<int, int> arrivals, long took)
    {
        var begin = _now;
        _coalescing.Begin(_now);
        for (var looks = 1; _coalescing.GoesOn(arrivals(looks), _now); looks++)
        {
            _now += 5;
        }

        var waited = _now - begin;
        _coalescing.End(took);
        _now += took;
        return waited;
    }
}
