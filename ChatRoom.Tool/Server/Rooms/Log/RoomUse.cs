namespace ChatRoom.Server.Rooms.Log;

/// <summary>Whether anything keeps a room: events, members, senders, entries under way, or watchers. Loop thread only.</summary>
internal sealed class RoomUse(RoomLog log)
{
    private int _speakers;
    private int _watchers;

    /// <summary>Nobody is in the room or about to enter it, and nothing has happened in it.</summary>
    public bool IsOnlyRead => _speakers == 0 && log.LastId == 0;

    /// <summary>The room may be forgotten: it was only read or tried to enter, and nobody reads it any more.</summary>
    public bool IsUnused => IsOnlyRead && _watchers == 0;

    /// <param name="change">1: a member, a sender, or an entry under way begins; -1: one ends.</param>
    public void AddSpeakers(int change) => _speakers += change;

    /// <param name="change">1: a watcher comes; -1: one leaves.</param>
    public void AddWatchers(int change) => _watchers += change;
}
