using ChatRoom.Server.Connections.Loops;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

/// <summary>Time is in microseconds. A look takes five.</summary>
internal sealed class InputCoalescingTests
{
    private const int Look = 5;

    private readonly InputCoalescing _coalescing = new(second: 1_000_000);
    private long _now;

    [Test]
    public void A_lone_line_is_sent_at_once_except_in_a_few_trials()
    {
        Rounds(100, heard: 1, later: []);
        var waits = Enumerable.Range(0, 330).Select(_ => Round(heard: 1, later: [])).ToArray();
        Assert.That(waits.Count(wait => wait > 0), Is.EqualTo(10));
        Assert.That(waits.Max(), Is.EqualTo(25), "a trial is short");
    }

    [Test]
    public void A_trial_shows_that_more_peers_speak_and_then_the_loop_waits_for_them()
    {
        Rounds(100, heard: 4, later: [3, 3]);
        Assert.That(Round(heard: 4, later: [3, 3]), Is.EqualTo(2 * Look));
    }

    [Test]
    public void It_does_not_wait_any_more_after_a_few_rounds_without_those_peers()
    {
        Rounds(100, heard: 4, later: [3, 3]);
        Assert.That(Round(heard: 4, later: []), Is.EqualTo(25), "at first it waits");
        Rounds(30, heard: 4, later: []);
        Assert.That(Enumerable.Range(0, 31).Select(_ => Round(heard: 4, later: [])).Count(wait => wait == 0), Is.GreaterThanOrEqualTo(30));
    }

    [Test]
    public void A_wait_is_at_most_100_microseconds_and_a_quarter_of_a_round()
    {
        int[] oneByOne = [.. Enumerable.Repeat(1, 100)];
        Rounds(100, heard: 1, oneByOne, took: 200);
        Assert.That(Round(heard: 1, oneByOne, took: 200), Is.EqualTo(50).Within(Look));
        Rounds(100, heard: 1, oneByOne, took: 50_000);
        Assert.That(Round(heard: 1, oneByOne, took: 50_000), Is.EqualTo(100).Within(Look));
    }

    private void Rounds(int count, int heard, int[] later, long took = 500)
    {
        for (var i = 0; i < count; i++)
        {
            Round(heard, later, took);
        }
    }

    /// <summary>One round; returns how long the loop looked for more.</summary>
    /// <param name="heard">The number of peers from which input has come at first.</param>
    /// <param name="later">The number of further peers that each look finds.</param>
    /// <param name="took">The length of the round.</param>
    private long Round(int heard, int[] later, long took = 500)
    {
        var begin = _now;
        _coalescing.Begin(heard, _now);
        var found = later.FirstOrDefault();
        for (var looks = 1; _coalescing.GoesOn(found > 0, found, _now); looks++)
        {
            _now += Look;
            found = later.ElementAtOrDefault(looks);
        }

        var waited = _now - begin;
        _coalescing.End(took);
        _now += took;
        return waited;
    }
}
