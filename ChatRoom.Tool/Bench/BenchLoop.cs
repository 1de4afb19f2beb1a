using ChatRoom.Bench.Connections;
using ChatRoom.Bench.Measuring;

namespace ChatRoom.Bench;

/// <summary>The progress of a run.</summary>
/// <param name="Stuck">Joined members that read nothing.</param>
/// <param name="Deliveries">Deliveries since the last report; null while members join, or if nobody sends.</param>
internal readonly record struct BenchProgress(int Joined, int Connections, int Stuck, TimeSpan Elapsed, long? Deliveries);

/// <summary>
/// The loop of the run's one thread: sends, waits and receives until a condition is true. Reports progress once a second.
/// Only the run's thread uses it.
/// </summary>
internal sealed class BenchLoop(BenchConnections members, Action<BenchProgress> report)
{
    private const long Millisecond = 1_000_000;

    private readonly BenchOptions _options = members.Options;
    private readonly BenchClock _clock = members.Clock;

    /// <summary>The longest wait between two checks of the condition, if nothing arrives.</summary>
    private readonly long _longestWait = BenchClock.Nanoseconds(
        members.Options.StallTimeout < TimeSpan.FromSeconds(1) ? members.Options.StallTimeout : TimeSpan.FromSeconds(1));

    private long _nextReport;
    private long _reported;

    public long PhaseBegin { get; private set; }

    /// <summary>Counts the seconds from 0 again.</summary>
    public void BeginPhase()
    {
        PhaseBegin = _clock.Now;
        _nextReport = 1;
    }

    /// <summary>Loops until the condition is true or the time is over.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan limit, bool isMeasuring = false)
    {
        var end = limit == TimeSpan.MaxValue ? long.MaxValue : _clock.Now + BenchClock.Nanoseconds(limit);
        while (!condition())
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
