using System.Diagnostics.Metrics;

namespace ChatRoom.Server.Events;

/// <summary>How long the disk takes, in seconds. The clock is read only while somebody listens. Any thread may call.</summary>
internal sealed class DiskTimes(TimeProvider time, Histogram<double> append, Histogram<double> sync)
{
    /// <summary>What a room's log is about to write with one call; returns what <see cref="Appended"/> wants.</summary>
    public long Appending() => Begin(append);

    public void Appended(long begin) => End(append, begin);

    /// <summary>What a room's log wrote is about to be brought to the disk itself; returns what <see cref="Synced"/> wants.</summary>
    public long Syncing() => Begin(sync);

    public void Synced(long begin) => End(sync, begin);

    private long Begin(Histogram<double> histogram) => histogram.Enabled ? time.GetTimestamp() : 0;

    private void End(Histogram<double> histogram, long begin)
    {
        if (begin != 0)
        {
            histogram.Record(time.GetElapsedTime(begin).TotalSeconds);
        }
    }
}
