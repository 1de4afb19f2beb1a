namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// What all connections together were sent, counted where it costs next to nothing: the pump's thread alone writes
/// its half with each send, and those who read from disk beside it theirs. Anybody reads.
/// </summary>
internal sealed class TrafficCounters
{
    private long _bytes;
    private long _deliveries;
    private long _gaps;
    private long _replayedBytes;
    private long _replayedDeliveries;
    private long _replayedGaps;

    /// <summary>Bytes that were handed to the system.</summary>
    public long Bytes => Volatile.Read(ref _bytes) + Interlocked.Read(ref _replayedBytes);

    /// <summary>Events of rooms, one for each connection that was sent it.</summary>
    public long Deliveries => Volatile.Read(ref _deliveries) + Interlocked.Read(ref _replayedDeliveries);

    /// <summary>Times that a connection was told of events that it missed.</summary>
    public long Gaps => Volatile.Read(ref _gaps) + Interlocked.Read(ref _replayedGaps);

    /// <summary>The pump's thread sends that.</summary>
    public void Send(int bytes) => Volatile.Write(ref _bytes, _bytes + bytes);

    /// <summary>The pump's thread takes so many events of a room off a feed to be sent.</summary>
    /// <param name="events">How many.</param>
    /// <param name="isGap">A line that tells of missing ones is among them, and is not counted.</param>
    public void Deliver(long events, bool isGap)
    {
        Volatile.Write(ref _deliveries, _deliveries + events);
        if (isGap)
        {
            Volatile.Write(ref _gaps, _gaps + 1);
        }
    }

    /// <summary>Somebody sends what was read from disk.</summary>
    public void Replay(int bytes, int events, int gaps)
    {
        Interlocked.Add(ref _replayedBytes, bytes);
        Interlocked.Add(ref _replayedDeliveries, events);
        Interlocked.Add(ref _replayedGaps, gaps);
    }
}
