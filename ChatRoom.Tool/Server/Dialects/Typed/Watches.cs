using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>
/// The rooms that a program reads without being in them, beside the connection's own room, which it entered or watched. The
/// connection's task only.
/// </summary>
internal sealed class Watches(RoomList rooms)
{
    private readonly OrderedDictionary<Room, Reader> _readers = [];
    private Action<Room>? _watchLater;

    public Room[] Rooms => [.. _readers.Keys];

    public bool Contains(Room room) => _readers.ContainsKey(room);

    /// <summary>The newest watch, which is sent its first line after those of all others.</summary>
    public bool TryGetNewest(out Room? room, [NotNullWhen(true)] out Reader? reader)
    {
        (room, reader) = _readers.Count == 0 ? default : _readers.GetAt(_readers.Count - 1);
        return reader is not null;
    }

    /// <summary>Adds a watch, whose reader takes turns with the others of the connection.</summary>
    public void Add(Room room, Reader reader)
    {
        _readers.Add(room, reader);
        reader.Mailbox.Feed?.Follow(reader);
    }

    /// <summary>Ends a watch, and says so to the program; false: there is none.</summary>
    public bool TryEnd(Room room)
    {
        if (!_readers.Remove(room, out var reader))
        {
            return false;
        }

        room.Unwatch(reader);
        return true;
    }

    /// <summary>Each room that is made from now on is watched as well.</summary>
    public void WishLater(Action<Room> watch)
    {
        EndWish();
        _watchLater = watch;
        rooms.Made += watch;
    }

    /// <summary>Rooms that are made from now on are not watched.</summary>
    public void EndWish()
    {
        rooms.Made -= _watchLater;
        _watchLater = null;
    }

    /// <summary>The connection ends.</summary>
    public void Leave()
    {
        EndWish();
        foreach (var (room, reader) in _readers)
        {
            room.Leave(reader, why: "");
        }

        _readers.Clear();
    }
}
