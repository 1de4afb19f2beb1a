using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// The rooms of a server, and the way from one to another. A room is made when somebody first wants to be in it,
/// and its first spelling is its name. Guarded by its own lock, which is held for looking a name up alone.
/// </summary>
internal sealed class RoomList
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<Nickname, Room> _rooms = [];
    private readonly TimeProvider _time;
    private readonly long _windowBytes;
    private readonly int _most;
    private readonly Action _changed;
    private readonly TimeSpan? _sessionsFor;
    private readonly Archive? _archive;
    private readonly MessageOfTheDay? _motd;

    /// <param name="time">The clock of all rooms.</param>
    /// <param name="windowBytes">What each keeps in memory for each dialect.</param>
    /// <param name="most">
    /// How many there may be, the lobby among them; those that have a log already are there in any case. As many again may be
    /// there only to be read.
    /// </param>
    /// <param name="changed">Called when there is more to read in any of them.</param>
    /// <param name="sessionsFor">How long a client that lost its connection may stay away; null for a day.</param>
    /// <param name="archive">Where they keep their logs; null where nothing is kept on disk.</param>
    /// <param name="moderator">What operators have in common; null where there are none.</param>
    /// <param name="motd">What whoever comes in is told; null for nothing.</param>
    public RoomList(
        TimeProvider time,
        long windowBytes,
        int most,
        Action changed,
        TimeSpan? sessionsFor = null,
        Archive? archive = null,
        Moderator? moderator = null,
        MessageOfTheDay? motd = null)
    {
        Moderator = moderator ?? new Moderator(new Bans(time), new Bans(time), new TopicLocks(), new Passwords(time));
        _time = time;
        _windowBytes = windowBytes;
        _most = most;
        _changed = changed;
        _sessionsFor = sessionsFor;
        _archive = archive;
        _motd = motd;
        _ = Nickname.TryParse(RoomName.Lobby, out var lobby);
        foreach (var room in archive?.Rooms ?? [])
        {
            _rooms.Add(room, Make(room, out _)!);
        }

        if (!_rooms.TryGetValue(lobby!, out var there))
        {
            there = Make(lobby!, out var whyNot) ?? throw new InvalidOperationException(whyNot);
            _rooms.Add(lobby!, there);
        }

        Lobby = there;
        Lobby.Use.Want();
    }

    /// <summary>The room of everybody who does not ask for another: always there.</summary>
    public Room Lobby { get; }

    public Moderator Moderator { get; }

    /// <summary>All of them, in the order in which they were made.</summary>
    public Room[] All()
    {
        lock (_gate)
        {
            return [.. _rooms.Values];
        }
    }

    /// <summary>The room of that name, in whatever case; null where there is none.</summary>
    public Room? Find(ReadOnlySpan<byte> name)
    {
        if (!Nickname.TryParse(name, out var wanted))
        {
            return null;
        }

        lock (_gate)
        {
            return _rooms.GetValueOrDefault(wanted);
        }
    }

    /// <summary>The room of that name, which is made where there is none; or why not.</summary>
    public Refusal? FindOrMake(ReadOnlySpan<byte> name, out Room? room)
    {
        room = null;
        return Nickname.TryParse(name, out var wanted) ? FindOrMake(wanted, out room) : Refusal.BadRoom;
    }

    /// <summary>
    /// The room of that name for a watcher, which counts as one from here on, or why not. If there is none, the watcher gets one that
    /// is no real room until somebody wants to enter it, and that is forgotten when nobody reads it and its place is needed.
    /// </summary>
    public Refusal? FindToWatch(ReadOnlySpan<byte> name, out Room? room)
    {
        room = null;
        if (!Nickname.TryParse(name, out var wanted))
        {
            return Refusal.BadRoom;
        }

        lock (_gate)
        {
            var refusal = _rooms.TryGetValue(wanted, out room) ? null
                : !HasPlaceToRead() ? Refusal.TooManyRooms(_most)
                : TryAdd(wanted, out room);
            room?.Use.Watch(1);
            return refusal;
        }
    }

    /// <summary>
    /// Takes a member to another room under its name, or says why it stays where it is. Where it went too often
    /// without reading, it stays as one that has overflowed.
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

        // What is acknowledged there acknowledges also what was said here.
        if (!from.TryMakeSafe())
        {
            return Refusal.NotWritten;
        }

        if (!member.TryMoveOn(out var mailbox))
        {
            return null;
        }

        // In there first: whoever is refused there must not have left.
        var joinRequest = new JoinRequest(member.Name, mailbox, ComesFrom: member, Session: member.Session?.Id, AsksLog: member.AsksLog, Address: member.Address);
        var refusal = room!.TryEnter(joinRequest, out moved);
        if (moved is null)
        {
            mailbox.Reached();
            return refusal;
        }

        member.GoOn(moved);
        from.Leave(member);
        return null;
    }

    private Refusal? FindOrMake(Nickname name, out Room? room)
    {
        lock (_gate)
        {
            var isThere = _rooms.TryGetValue(name, out room) && !room.Use.IsOnlyRead;
            var refusal = !isThere && _rooms.Count >= _most && _rooms.Values.Count(other => !other.Use.IsOnlyRead) >= _most ? Refusal.TooManyRooms(_most)
                : room is null ? TryAdd(name, out room)
                : null;
            if (refusal is null)
            {
                room!.Use.Want();
            }

            return refusal;
        }
    }

    private Refusal? TryAdd(Nickname name, out Room? room)
    {
        room = Make(name, out var whyNot);
        if (room is null)
        {
            _archive!.LogPolicy.Report(whyNot!);
            return Refusal.NotWritten;
        }

        _rooms.Add(name, room);
        return null;
    }

    /// <summary>Whether there may be one more room that is only read; those that nobody reads any more make place.</summary>
    private bool HasPlaceToRead()
    {
        if (_rooms.Count >= 2 * _most)
        {
            foreach (var (name, _) in _rooms.Where(room => room.Value.Use.IsOver).ToArray())
            {
                _rooms.Remove(name);
                _archive?.Close(name);
            }
        }

        return _rooms.Count < 2 * _most;
    }

    private Room? Make(Nickname name, out string? whyNot)
    {
        RoomStore? store = null;
        whyNot = null;
        return _archive is null || _archive.TryStore(name, out store, out whyNot)
            ? new Room(name.ToString(), _time, _windowBytes, _changed, _sessionsFor, store, _archive?.LogPolicy, Moderator.Bans, _motd, Moderator.Mutes)
            : null;
    }
}
