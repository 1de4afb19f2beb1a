using System.Diagnostics.Metrics;

namespace ChatRoom.Server.Events;

/// <summary>Measures how long the disk takes, in seconds. Reads the clock only while a listener is attached. Any thread.</summary>
internal sealed class DiskTimes(TimeProvider time, Histogram<double> append, Histogram<double> sync)
{
    /// <summary>A write to a room's log begins; returns the argument for <see cref="Appended"/>.</summary>
    public long Appending() => Begin(append);

    public void Appended(long begin) => End(append, begin);

    /// <summary>A sync of a room's log to the disk begins; returns the argument for <see cref="Synced"/>.</summary>
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
