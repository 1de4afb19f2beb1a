using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log;

/// <summary>The logs of all rooms on disk, which one server has at a time. Used by one thread at a time.</summary>
internal sealed class Archive : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly Dictionary<Nickname, RoomStore> _stores = [];

    private Archive(DataDirectory directory, LogPolicy logPolicy)
    {
        _directory = directory;
        LogPolicy = logPolicy;
    }

    public LogPolicy LogPolicy { get; }

    /// <summary>The rooms that had a log, as they were first spelled.</summary>
    public IReadOnlyList<Nickname> Rooms => [.. _stores.Values.Select(store => store.Room)];

    /// <summary>The newest time in any of them, in Unix milliseconds; 0: there is none.</summary>
    public long NewestTime => _stores.Values.Select(store => store.LastTime).DefaultIfEmpty(0).Max();

    /// <summary>Takes a directory and finds out what each log in it comes to; false, and one sentence, where that cannot be.</summary>
    public static bool TryOpen(
        string path, LogPolicy logPolicy, [NotNullWhen(true)] out Archive? archive, [NotNullWhen(false)] out string? whyNot)
    {
        archive = null;
        if (!DataDirectory.TryOpen(path, out var directory, out whyNot))
        {
            return false;
        }

        archive = new Archive(directory, logPolicy);
        foreach (var room in directory.Rooms())
        {
            if (!archive.TryStore(room, out _, out whyNot))
            {
                archive.Dispose();
                archive = null;
                return false;
            }
        }

        return true;
    }

    /// <summary>A room's log, which is empty where there was none; false, and one sentence, where it cannot be had.</summary>
    public bool TryStore(Nickname room, [NotNullWhen(true)] out RoomStore? store, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        if (_stores.TryGetValue(room, out store))
        {
            return true;
        }

        if (!_directory.TryOpenRoom(room, LogPolicy.Store, LogPolicy.Report, out store, out whyNot))
        {
            return false;
        }

        _stores.Add(room, store);
        return true;
    }

    /// <summary>Closes the log of a room that has ended, in which nothing was written.</summary>
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
