using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// The rooms of a server, and moves between them. A room is made when somebody first wants to be in it; its first spelling is
/// its name. Any thread: guarded by a lock that is held for a look-up only, or for the making of a room.
/// </summary>
internal sealed class RoomList
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<Nickname, Room> _rooms = [];
    private readonly RoomSettings _settings;
    private readonly int _maxRooms;
    private readonly RoomStores? _roomStores;

    /// <param name="settings">Shared by all rooms.</param>
    /// <param name="maxRooms">
    /// The most rooms, with the lobby. Rooms that already have a log are opened in any case. As many again may exist only
    /// to be read.
    /// </param>
    /// <param name="roomStores">The logs on disk; null: logs are kept in memory only.</param>
    public RoomList(RoomSettings settings, int maxRooms, RoomStores? roomStores)
    {
        _settings = settings;
        _maxRooms = maxRooms;
        _roomStores = roomStores;
        _ = Nickname.TryParse(RoomName.Lobby, out var lobby);
        foreach (var room in roomStores?.Rooms ?? [])
        {
            _rooms.Add(room, Make(room, out _)!);
        }

        if (!_rooms.TryGetValue(lobby!, out var lobbyRoom))
        {
            lobbyRoom = Make(lobby!, out var whyNot) ?? throw new InvalidOperationException(whyNot);
            _rooms.Add(lobby!, lobbyRoom);
        }

        Lobby = lobbyRoom;
        Lobby.Use.Keep();
    }

    /// <summary>The room of everybody who asks for no other: always there.</summary>
    public Room Lobby { get; }

    public Moderator Moderator => _settings.Moderator;

    /// <summary>All rooms, in the order in which they were made.</summary>
    public Room[] All()
    {
        lock (_lock)
        {
            return [.. _rooms.Values];
        }
    }

    /// <summary>The room of that name, in any case; null if there is none.</summary>
    public Room? Find(ReadOnlySpan<byte> name)
    {
        if (!Nickname.TryParse(name, out var wanted))
        {
            return null;
        }

        lock (_lock)
        {
            return _rooms.GetValueOrDefault(wanted);
        }
    }

    /// <summary>The room of that name, which is made if there is none; returns why not, or null.</summary>
    public Refusal? FindOrMake(ReadOnlySpan<byte> name, out Room? room)
    {
        room = null;
        return Nickname.TryParse(name, out var wanted) ? FindOrMake(wanted, out room) : Refusal.BadRoom;
    }

    /// <summary>
    /// The room of that name for a watcher, which is counted from here on; returns why not, or null. If there is none, one is
    /// made that is only read. It is forgotten when nobody reads it and another room needs its place.
    /// </summary>
    public Refusal? FindToWatch(ReadOnlySpan<byte> name, out Room? room)
    {
        room = null;
        if (!Nickname.TryParse(name, out var wanted))
        {
            return Refusal.BadRoom;
        }

        lock (_lock)
        {
            var refusal = _rooms.TryGetValue(wanted, out room) ? null
                : !TryMakeSpaceToRead() ? Refusal.TooManyRooms(_maxRooms)
                : TryAdd(wanted, out room);
            room?.Use.AddWatchers(1);
            return refusal;
        }
    }

    /// <summary>
    /// Moves a member to another room under its name; returns why it stays, or null. A member that moved too often without
    /// reading stays, and is marked as overflowed.
    /// </summary>
    public Refusal? TryMove(Room from, Member member, Nickname to, out Room? room, out Member? moved)
    {
        moved = null;
        if (FindOrMake(to, out room) is { } whyNot)
        {
            return whyNot;
        }

        if (room == from)
        {
            return Refusal.AlreadyThere(room!.ToString());
        }

        // An acknowledgement in the new room covers the lines of this one.
        if (!from.TryMakeDurable())
        {
            return Refusal.NotWritten;
        }

        if (!member.TryCreateNextMailbox(out var mailbox))
        {
            return null;
        }

        // Enters before it leaves: a member that is refused must not have left.
        var joinRequest = new JoinRequest(member.Name, mailbox, member.Address, ComesFrom: member, Session: member.Session?.Id, AsksLog: member.AsksLog);
        var refusal = room!.TryEnter(joinRequest, out moved);
        if (moved is null)
        {
            mailbox.Reached();
            return refusal;
        }

        member.SetNext(moved);
        from.Leave(member, why: "");
        return null;
    }

    private Refusal? FindOrMake(Nickname name, out Room? room)
    {
        lock (_lock)
        {
            var isThere = _rooms.TryGetValue(name, out room) && !room.Use.IsOnlyRead;
            var refusal = !isThere && _rooms.Count >= _maxRooms && _rooms.Values.Count(other => !other.Use.IsOnlyRead) >= _maxRooms ? Refusal.TooManyRooms(_maxRooms)
                : room is null ? TryAdd(name, out room)
                : null;
            if (refusal is null)
            {
                room!.Use.Keep();
            }

            return refusal;
        }
    }

    private Refusal? TryAdd(Nickname name, out Room? room)
    {
        room = Make(name, out var whyNot);
        if (room is null)
        {
            _roomStores!.LogPolicy.Report(whyNot!);
            return Refusal.NotWritten;
        }

        _rooms.Add(name, room);
        return null;
    }

    /// <summary>Whether one more room may be made to be read only. If there are too many, unused ones are removed first.</summary>
    private bool TryMakeSpaceToRead()
    {
        if (_rooms.Count >= 2 * _maxRooms)
        {
            foreach (var (name, _) in _rooms.Where(room => room.Value.Use.IsUnused).ToArray())
            {
                _rooms.Remove(name);
                _roomStores?.Close(name);
            }
        }

        return _rooms.Count < 2 * _maxRooms;
    }

    private Room? Make(Nickname name, out string? whyNot)
    {
        RoomStore? store = null;
        whyNot = null;
        return _roomStores is null || _roomStores.TryStore(name, out store, out whyNot)
            ? new Room(name.ToString(), _settings, store, _roomStores?.LogPolicy)
            : null;
    }
}
