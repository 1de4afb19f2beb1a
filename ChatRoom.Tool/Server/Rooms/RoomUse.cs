using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Rooms;

/// <summary>Whether a room is kept, or is there only while it is read.</summary>
internal sealed class RoomUse(RoomLog log)
{
    private int _watchers;
    private bool _isKept;

    /// <summary>Nobody has wanted to enter the room, and nothing has happened in it.</summary>
    public bool IsOnlyRead => !_isKept && log.LastId == 0;

    /// <summary>The room was only read, and nobody reads it any more.</summary>
    public bool IsUnused => IsOnlyRead && _watchers == 0;

    /// <summary>Somebody wants to enter: from now on the room stays.</summary>
    public void Keep() => _isKept = true;

    /// <param name="change">1: a watcher comes; -1: one leaves.</param>
    public void AddWatchers(int change) => _watchers += change;
}
