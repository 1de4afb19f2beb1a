using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log;

/// <summary>The logs of all rooms in a data directory, which one server holds at a time. Loop thread only, except for the members that say otherwise.</summary>
internal sealed class RoomStores : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly Dictionary<Nickname, RoomStore> _stores = [];

    private RoomStores(DataDirectory directory, LogPolicy logPolicy)
    {
        _directory = directory;
        LogPolicy = logPolicy;
    }

    public LogPolicy LogPolicy { get; }

    /// <summary>The rooms that have a log, each as it was first spelled.</summary>
    public IReadOnlyList<Nickname> Rooms => [.. _stores.Values.Select(store => store.Room)];

    /// <summary>The time of the newest event in any room, in Unix milliseconds; 0: no events.</summary>
    public long NewestTime => _stores.Values.Select(store => store.State.LastTime).DefaultIfEmpty(0).Max();

    /// <summary>Locks a directory and recovers the log of each room in it; false, with one sentence, if that fails.</summary>
    public static bool TryOpen(
        string path, LogPolicy logPolicy, [NotNullWhen(true)] out RoomStores? roomStores, [NotNullWhen(false)] out string? whyNot)
    {
        roomStores = null;
        if (!DataDirectory.TryOpen(path, out var directory, out whyNot))
        {
            return false;
        }

        roomStores = new RoomStores(directory, logPolicy);
        foreach (var room in directory.Rooms())
        {
            if (!roomStores.TryOpen(room, out var store, out whyNot))
            {
                roomStores.Dispose();
                roomStores = null;
                return false;
            }

            roomStores.Add(store);
        }

        return true;
    }

    /// <summary>The open log of a room; null: it is not open.</summary>
    public RoomStore? Find(Nickname room) => _stores.GetValueOrDefault(room);

    /// <summary>Opens a room's log, which is empty for a new room; false, with one sentence, if it cannot be opened. Takes a disk's time. Any thread.</summary>
    public bool TryOpen(Nickname room, [NotNullWhen(true)] out RoomStore? store, [NotNullWhen(false)] out string? whyNot) =>
        _directory.TryOpenRoom(room, LogPolicy.Store, LogPolicy.Report, out store, out whyNot);

    /// <summary>Keeps a log that was opened.</summary>
    public void Add(RoomStore store) => _stores.Add(store.Room, store);

    /// <summary>Closes the log of a room that has ended and to which nothing was written.</summary>
    public void Close(Nickname room)
    {
        if (_stores.Remove(room, out var store))
        {
            store.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var store in _stores.Values)
        {
            store.Dispose();
        }

        _directory.Dispose();
    }
}
