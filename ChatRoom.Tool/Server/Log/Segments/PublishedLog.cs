using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// What readers may see of a room's log. Changed under the room's lock, read without one: whoever asks for
/// <see cref="LastId"/> first finds every event up to there in what it asks for afterwards, but for what was deleted.
/// </summary>
internal sealed class PublishedLog(Nickname room, Segment[] segments, long lastId, DamageReports damage)
{
    private volatile Segment[] _segments = segments;
    private long _lastId = lastId;
    private long _changes;

    public Nickname Room { get; } = room;

    public DamageReports Damage { get; } = damage;

    /// <summary>The newest event that is committed; 0 before the first.</summary>
    public long LastId
    {
        get => Volatile.Read(ref _lastId);
        set => Volatile.Write(ref _lastId, value);
    }

    /// <summary>Oldest first. The array never changes.</summary>
    public Segment[] Segments
    {
        get => _segments;
        set
        {
            _segments = value;
            Interlocked.Increment(ref _changes);
        }
    }

    /// <summary>How often files came and went.</summary>
    public long Changes => Interlocked.Read(ref _changes);
}
