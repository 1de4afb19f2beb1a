using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// The rooms of a server, and moves between them. A room is made when somebody first wants to be in it; its first spelling is
/// its name. Loop thread only, except for <see cref="All"/>.
/// </summary>
internal sealed class RoomList
{
    private readonly OrderedDictionary<Nickname, Room> _rooms = [];
    private readonly Dictionary<Nickname, Task<Room?>> _opening = [];
    private readonly RoomSettings _settings;
    private readonly int _maxRooms;
    private readonly RoomStores? _roomStores;
    private volatile Room[] _all = [];

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
            Add(room, new Room(room, settings, roomStores!.Find(room), roomStores.LogPolicy));
        }

        if (!_rooms.TryGetValue(lobby!, out var lobbyRoom))
        {
            lobbyRoom = Open(lobby!, out var store, out var whyNot) ?? throw new InvalidOperationException(whyNot);
            Keep(store);
            Add(lobby!, lobbyRoom);
        }

        Lobby = lobbyRoom;
        Lobby.Use.AddSpeakers(1);
    }

    /// <summary>A room was made, and nothing has happened in it yet. A handler returns at once.</summary>
    public event Action<Room>? Made;

    /// <summary>The room of everybody who asks for no other: always there.</summary>
    public Room Lobby { get; }

    public Moderator Moderator => _settings.Moderator;

    public MessageOfTheDay Motd => _settings.Motd;

    /// <summary>The order in which acts happen in the rooms.</summary>
    public IActOrder Order => _settings.Order;

    /// <summary>All rooms, in the order in which they were made. Any thread.</summary>
    public Room[] All() => _all;

    /// <summary>The room of that name, in any case; null if there is none.</summary>
    public Room? Find(ReadOnlySpan<byte> name) => Nickname.TryParse(name, out var wanted) ? _rooms.GetValueOrDefault(wanted) : null;

    /// <summary>Lets a member or a sender into the room of that name, which is made if there is none; or why not.</summary>
    public async ValueTask<(Refusal? Refusal, Room? Room, Member? Member)> EnterAsync(Nickname name, JoinRequest joinRequest)
    {
        var (whyNot, room) = await FindOrMakeAsync(name);
        if (room is null)
        {
            return (whyNot, null, null);
        }

        var entry = await room.EnterAsync(joinRequest);
        room.Use.AddSpeakers(-1);
        return (entry.Refusal, room, entry.Member);
    }

    /// <summary>
    /// The room of that name for a watcher, which is counted from here on; or why not. If there is none, one is made that is
    /// only read. It is forgotten when nobody reads it and another room needs its place.
    /// </summary>
    public async ValueTask<(Refusal? Refusal, Room? Room)> FindToWatchAsync(Nickname name)
    {
        var room = _rooms.GetValueOrDefault(name);
        if (room is null && !TryMakeSpace())
        {
            return (Refusal.TooManyRooms(_maxRooms), null);
        }

        room ??= await OpenAsync(name);
        room?.Use.AddWatchers(1);
        return (room is null ? Refusal.NotWritten : null, room);
    }

    /// <summary>
    /// Moves a member to another room under its name; or returns why it stays. A member that moved too often without
    /// reading stays, and is marked as overflowed.
    /// </summary>
    public async ValueTask<(Refusal? Refusal, Room? Room, Member? Moved)> MoveAsync(Room from, Member member, Nickname to)
    {
        if (_rooms.GetValueOrDefault(to) == from)
        {
            return (Refusal.AlreadyThere(from.ToString()), null, null);
        }

        // An acknowledgement in the new room covers the lines of this one.
        if (!await from.WaitForDiskAsync())
        {
            return (Refusal.NotWritten, null, null);
        }

        if (member.IsClosed)
        {
            return (Refusal.Replaced, null, null);
        }

        if (!member.Mailbox.TryCreateNext(out var mailbox))
        {
            return default;
        }

        // Enters before it leaves: a member that is refused must not have left.
        var joinRequest = new JoinRequest(member.Name, mailbox, member.Address, ComesFrom: member, Session: member.Session?.Id, AsksLog: member.AsksLog);
        var (refusal, room, moved) = await EnterAsync(to, joinRequest);
        if (moved is null)
        {
            mailbox.Reached();
            return (refusal, null, null);
        }

        from.Leave(member, why: "");
        return (null, room, moved);
    }

    /// <summary>The room of that name, which is made if there is none. A room whose log cannot be opened is kept in memory only.</summary>
    public async ValueTask<Room> FindOrOpenAsync(Nickname name)
    {
        if ((_rooms.GetValueOrDefault(name) ?? await OpenAsync(name)) is { } room)
        {
            return room;
        }

        var inMemory = new Room(name, _settings, store: null, logPolicy: null);
        Add(name, inMemory);
        return inMemory;
    }

    /// <summary>The room of that name, which is made if there is none, with an entry under way; or why not.</summary>
    private async ValueTask<(Refusal? Refusal, Room? Room)> FindOrMakeAsync(Nickname name)
    {
        var room = _rooms.GetValueOrDefault(name);
        if (room is null or { Use.IsOnlyRead: true } && _all.Count(other => !other.Use.IsOnlyRead) + _opening.Count >= _maxRooms)
        {
            return (Refusal.TooManyRooms(_maxRooms), null);
        }

        // Rooms that are read prevent no entry, but unused ones must not become more and more.
        _ = room is not null || TryMakeSpace();
        room ??= await OpenAsync(name);
        room?.Use.AddSpeakers(1);
        return (room is null ? Refusal.NotWritten : null, room);
    }

    /// <summary>Opens a room's log on another thread, once for all that ask meanwhile. null: it cannot be opened, which was reported.</summary>
    private async ValueTask<Room?> OpenAsync(Nickname name)
    {
        if (_roomStores is null)
        {
            var made = Open(name, out _, out _)!;
            Add(name, made);
            return made;
        }

        if (_opening.TryGetValue(name, out var opening))
        {
            return await opening;
        }

        var opened = OpenFromDiskAsync(name);
        if (!opened.IsCompleted)
        {
            _opening.Add(name, opened);
        }

        return await opened;
    }

    private async Task<Room?> OpenFromDiskAsync(Nickname name)
    {
        RoomStore? store = null;
        string? whyNot = null;
        Room? room;
        try
        {
            room = await Task.Run(() => Open(name, out store, out whyNot));
        }
        finally
        {
            _opening.Remove(name);
        }

        if (room is null)
        {
            _roomStores!.LogPolicy.Report(whyNot!);
            return null;
        }

        Keep(store);
        Add(name, room);
        return room;
    }

    /// <summary>Takes a disk's time if there are logs on disk. Any thread.</summary>
    private Room? Open(Nickname name, out RoomStore? store, out string? whyNot)
    {
        (store, whyNot) = (null, null);
        return _roomStores is null || _roomStores.TryOpen(name, out store, out whyNot)
            ? new Room(name, _settings, store, _roomStores?.LogPolicy)
            : null;
    }

    private void Keep(RoomStore? store)
    {
        if (store is not null)
        {
            _roomStores!.Add(store);
        }
    }

    private void Add(Nickname name, Room room)
    {
        _rooms.Add(name, room);
        _all = [.. _rooms.Values];
        Made?.Invoke(room);
    }

    /// <summary>Whether one more room may be made. If there are too many, unused ones are removed first.</summary>
    private bool TryMakeSpace()
    {
        if (_rooms.Count + _opening.Count >= 2 * _maxRooms)
        {
            foreach (var (name, _) in _rooms.Where(room => room.Value.Use.IsUnused && (_settings.Shared is null || room.Value.Shared.IsEmpty)).ToArray())
            {
                _rooms.Remove(name);
                _roomStores?.Close(name);
            }

            _all = [.. _rooms.Values];
        }

        return _rooms.Count + _opening.Count < 2 * _maxRooms;
    }
}
