using ChatRoom.Bench.Connections;
using ChatRoom.Bench.Measuring;

namespace ChatRoom.Bench;

/// <summary>How far a run is.</summary>
/// <param name="Stuck">How many of those that have joined take nothing any more.</param>
/// <param name="Deliveries">Since the last report; null while members join, or where nobody sends.</param>
internal readonly record struct BenchProgress(int Joined, int Connections, int Stuck, TimeSpan Elapsed, long? Deliveries);

/// <summary>
/// What the run's one thread does: sends what may be sent, waits, takes in what comes, until a fact is true.
/// Reports once a second.
/// </summary>
internal sealed class BenchLoop(BenchConnections members, Action<BenchProgress> report)
{
    private const long Millisecond = 1_000_000;

    private readonly BenchOptions _options = members.Options;
    private readonly BenchClock _clock = members.Clock;

    /// <summary>Facts of time are looked at so often even where nothing comes.</summary>
    private readonly long _longestWait = BenchClock.Nanoseconds(
        members.Options.StallTimeout < TimeSpan.FromSeconds(1) ? members.Options.StallTimeout : TimeSpan.FromSeconds(1));

    private long _nextReport;
    private long _reported;

    public long PhaseBegin { get; private set; }

    /// <summary>From here on the seconds are counted anew.</summary>
    public void BeginPhase()
    {
        PhaseBegin = _clock.Now;
        _nextReport = 1;
    }

    /// <summary>Goes round until the fact is true, but not longer than this.</summary>
    public void RunUntil(Func<bool> isTrue, TimeSpan limit, bool isMeasuring = false)
    {
        var end = limit == TimeSpan.MaxValue ? long.MaxValue : _clock.Now + BenchClock.Nanoseconds(limit);
        while (!isTrue())
        {
            var now = _clock.Now;
            if (now >= end)
            {
                return;
            }

            ReportIfDue(now, isMeasuring);
            var wait = Math.Min(Math.Min(end, members.Senders.Send(now)) - now, _longestWait);
            members.Wait((int)((wait + Millisecond - 1) / Millisecond));
        }
    }

    private void ReportIfDue(long now, bool isMeasuring)
    {
        var elapsed = (long)BenchClock.Seconds(now - PhaseBegin);
        if (elapsed < _nextReport)
        {
            return;
        }

        _nextReport = elapsed + 1;
        long? deliveries = null;
        if (isMeasuring)
        {
            var all = members.Deliveries.Latency.Count;
            (deliveries, _reported) = (all - _reported, all);
        }

        var stuck = Math.Min(members.Joined, _options.Stuck);
        report(new BenchProgress(members.Joined, _options.Stuck + _options.Connections, stuck, TimeSpan.FromSeconds(elapsed), deliveries));
    }
}
