using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The positions in the logs of all rooms that a client reads: one, unless it is a watcher of several. Events are in order in
/// each room, not between rooms. Only the loop that receives uses it.
/// </summary>
internal sealed class ReadingPlaces
{
    private readonly Dictionary<string, ReadingPlace> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ReadingPlace>.AlternateLookup<ReadOnlySpan<char>> _byRoom;
    private Since _since;
    private bool _readsSeveral;
    private bool _readsEvery;
    private bool _awaitsEnd;
    private bool _knowsAll;

    public ReadingPlaces() => _byRoom = _places.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The server has not answered yet for all rooms that were asked for.</summary>
    public bool AwaitsAnswers => _awaitsEnd || Any(static place => !place.IsAnswered);

    /// <summary>In each room, all events have been passed on that were there when the present connection began to read it.</summary>
    public bool IsCaughtUp => !_awaitsEnd && !Any(static place => !place.IsCaughtUp);

    /// <summary>The client asks for these rooms and no others.</summary>
    public void Ask(JoinRequest joinRequest)
    {
        _since = joinRequest.Since;
        (_readsSeveral, _readsEvery, _awaitsEnd, _knowsAll) = (joinRequest.ReadsSeveral, joinRequest.ReadsEvery, joinRequest.ReadsEvery, false);
        _places.Clear();
        foreach (var (room, since, _) in (OtherRoom[])[new(joinRequest.Room, joinRequest.Since, joinRequest.Log), .. joinRequest.Others])
        {
            if (room != RoomName.Every)
            {
                _places[room] = new ReadingPlace(room, since);
            }
        }
    }

    /// <summary>The client asks for the rooms again over another connection.</summary>
    public void AskAgain()
    {
        _awaitsEnd = _readsEvery;
        foreach (var place in _places.Values)
        {
            place.AskAgain();
        }
    }

    /// <summary>Begins to read a room, or continues with it; false if the room has another log, or an older state of it.</summary>
    public bool Begin(Admission admission)
    {
        if (!_readsSeveral)
        {
            return TheOnly().Begin(admission);
        }

        if (admission.Room.Length == 0)
        {
            EndAnswers();
            return true;
        }

        if (_places.TryGetValue(admission.Room, out var known))
        {
            return known.Begin(admission);
        }

        var place = new ReadingPlace(admission.Room, _knowsAll ? Since.All : _since);
        _places.Add(admission.Room, place);
        return place.Begin(admission, isMade: _knowsAll);
    }

    /// <summary>The server has answered for all rooms that exist. Any other room that it names is a new one.</summary>
    public void EndAnswers() => (_awaitsEnd, _knowsAll) = (false, true);

    /// <summary>A request that continues at these positions. Rooms that were made meanwhile are read from their first event.</summary>
    public JoinRequest Continue(JoinRequest joinRequest)
    {
        List<OtherRoom> rooms = [.. _places.Values.Select(place => place.Continue())];
        if (_readsEvery)
        {
            rooms.Add(new OtherRoom(RoomName.Every, _knowsAll ? Since.All : _since, ""));
        }

        return joinRequest with { Room = rooms[0].Room, Since = rooms[0].Since, Log = rooms[0].Log, Others = rooms[1..] };
    }

    /// <summary>True if a line was not passed on before. A line that is not an event is always new.</summary>
    public bool IsNew(ref ServerLine line) => !_readsSeveral ? TheOnly().IsNew(ref line) : Find(line.Room)?.IsNew(ref line) ?? true;

    private ReadingPlace? Find(ReadOnlySpan<byte> room)
    {
        Span<char> name = stackalloc char[Limits.MaxName];
        return room.Length <= name.Length && _byRoom.TryGetValue(name[..Encoding.Latin1.GetChars(room, name)], out var place) ? place : null;
    }

    private ReadingPlace TheOnly()
    {
        foreach (var place in _places.Values)
        {
            return place;
        }

        throw new InvalidOperationException("no room was asked for");
    }

    private bool Any(Predicate<ReadingPlace> fits)
    {
        foreach (var place in _places.Values)
        {
            if (fits(place))
            {
                return true;
            }
        }

        return false;
    }
}
