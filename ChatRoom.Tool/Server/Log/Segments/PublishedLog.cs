using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// The part of a room's log that readers may see. Changed by the loop; any thread reads it without one. A reader
/// that reads <see cref="LastId"/> before <see cref="Segments"/> finds every event up to that id, except for deleted ones.
/// </summary>
internal sealed class PublishedLog(Nickname room, LogSegments segments, long lastId, DamageReports damage)
{
    private long _lastId = lastId;

    public Nickname Room { get; } = room;

    public DamageReports Damage { get; } = damage;

    /// <summary>The id of the newest committed event; 0 before the first.</summary>
    public long LastId
    {
        get => Volatile.Read(ref _lastId);
        set => Volatile.Write(ref _lastId, value);
    }

    /// <summary>Oldest first. The array never changes.</summary>
    public SegmentFile[] Segments => segments.All;
}
