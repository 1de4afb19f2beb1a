using ChatRoom.Protocol;

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

    /// <param name="time">The clock of all rooms.</param>
    /// <param name="windowBytes">What each keeps in memory for each dialect.</param>
    /// <param name="most">How many there may be, the lobby among them.</param>
    /// <param name="changed">Called when there is more to read in any of them.</param>
    /// <param name="sessionsFor">How long a client that lost its connection may stay away; null for a day.</param>
    public RoomList(TimeProvider time, long windowBytes, int most, Action changed, TimeSpan? sessionsFor = null)
    {
        _time = time;
        _windowBytes = windowBytes;
        _most = most;
        _changed = changed;
        _sessionsFor = sessionsFor;
        Lobby = new Room(RoomName.Lobby, time, windowBytes, changed, sessionsFor);
        _ = Nickname.TryParse(RoomName.Lobby, out var lobby);
        _rooms.Add(lobby!, Lobby);
    }

    /// <summary>The room of everybody who does not ask for another: always there.</summary>
    public Room Lobby { get; }

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

        if (!member.TryMoveOn(out var mailbox))
        {
            return null;
        }

        // In there first: whoever is refused there must not have left.
        var newcomer = new Newcomer(member.Name, mailbox, ComesFrom: member, Session: member.Session?.Id);
        var refusal = room!.TryEnter(newcomer, out moved);
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
            if (!_rooms.TryGetValue(name, out room))
            {
                if (_rooms.Count >= _most)
                {
                    return Refusal.TooManyRooms(_most);
                }

                room = new Room(name.ToString(), _time, _windowBytes, _changed, _sessionsFor);
                _rooms.Add(name, room);
            }

            return null;
        }
    }
}
