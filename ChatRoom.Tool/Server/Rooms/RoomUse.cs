using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Rooms;

/// <summary>Whether a room is a real one, or there only for those who read it. Guarded by the room's lock, which it takes itself.</summary>
internal sealed class RoomUse(Lock gate, RoomLog log)
{
    private int _watchers;
    private bool _isWanted;

    /// <summary>Nobody has wanted to enter it and nothing has happened in it.</summary>
    public bool IsOnlyRead
    {
        get
        {
            lock (gate)
            {
                return !_isWanted && log.LastId == 0;
            }
        }
    }

    /// <summary>It is only read, and nobody reads it any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return IsOnlyRead && _watchers == 0;
            }
        }
    }

    /// <summary>Somebody wants to enter: from here on the room stays.</summary>
    public void Want()
    {
        lock (gate)
        {
            _isWanted = true;
        }
    }

    /// <summary>A watcher comes or goes.</summary>
    /// <param name="change">1 or -1.</param>
    public void Watch(int change)
    {
        lock (gate)
        {
            _watchers += change;
        }
    }
}
