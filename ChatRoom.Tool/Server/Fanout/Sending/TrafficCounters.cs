namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Counts what all connections together were sent, at almost no cost. The loop's thread alone writes the first three
/// counters; tasks that send from disk write the replayed ones. Any thread reads.
/// </summary>
internal sealed class TrafficCounters
{
    private long _bytes;
    private long _deliveries;
    private long _gaps;
    private long _replayedBytes;
    private long _replayedDeliveries;
    private long _replayedGaps;

    /// <summary>Bytes that were handed to the kernel.</summary>
    public long Bytes => Volatile.Read(ref _bytes) + Interlocked.Read(ref _replayedBytes);

    /// <summary>The number of events sent to connections: an event that ten connections were sent counts ten times.</summary>
    public long Deliveries => Volatile.Read(ref _deliveries) + Interlocked.Read(ref _replayedDeliveries);

    /// <summary>Gap lines that were sent.</summary>
    public long Gaps => Volatile.Read(ref _gaps) + Interlocked.Read(ref _replayedGaps);

    /// <summary>Counts bytes that the loop's thread sent. Loop thread only.</summary>
    public void Send(long bytes) => Volatile.Write(ref _bytes, _bytes + bytes);

    /// <summary>Counts events of a room that were taken off a feed to be sent. Loop thread only.</summary>
    /// <param name="events">The number of events, without a gap line.</param>
    /// <param name="isGap">True if a gap line was sent.</param>
    public void Deliver(long events, bool isGap)
    {
        Volatile.Write(ref _deliveries, _deliveries + events);
        if (isGap)
        {
            Volatile.Write(ref _gaps, _gaps + 1);
        }
    }

    /// <summary>Counts lines that were read from disk to be sent. Any thread.</summary>
    public void Replay(int bytes, int events, int gaps)
    {
        Interlocked.Add(ref _replayedBytes, bytes);
        Interlocked.Add(ref _replayedDeliveries, events);
        Interlocked.Add(ref _replayedGaps, gaps);
    }
}
