using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>
/// Somebody about whom an IRC client asks: the members of that name in all rooms, by whatever door they came in, or an IRC
/// connection that is in no room. Made for one answer. Loop thread only.
/// </summary>
internal sealed class Person
{
    private readonly List<Room> _rooms = [];

    private Person(Nickname nick) => Nick = nick;

    public Nickname Nick { get; private set; }

    /// <summary>The IRC connection; null: the person came in by another door.</summary>
    public IrcClient? Client { get; private set; }

    public bool IsBot { get; private set; }

    public bool IsOperator { get; private set; }

    public bool IsAway => Client?.Away is not null;

    /// <summary>Those that the person is in, in the order in which they were made.</summary>
    public IReadOnlyList<Room> Rooms => _rooms;

    /// <summary>A member as one room has it.</summary>
    public static Person Of(IrcClient asker, Room room, Seat seat)
    {
        var person = new Person(seat.Name);
        person.Add(asker, room, seat);
        return person;
    }

    /// <summary>null: nobody has that name.</summary>
    public static Person? Find(IrcClient asker, string name)
    {
        if (!Nickname.TryParse(name, out var nick))
        {
            return null;
        }

        var person = new Person(nick);
        foreach (var room in asker.Rooms.All())
        {
            if (room.Seats.TryFind(nick, out var seat))
            {
                person.Nick = seat.Name;
                person.Add(asker, room, seat);
            }
        }

        if (asker.Server.Names.TryFind(nick, out var client))
        {
            person.Add(client);
        }

        return person._rooms.Count > 0 || person.Client is not null ? person : null;
    }

    /// <summary>The names of everybody, each once.</summary>
    public static IEnumerable<Nickname> AllNames(IrcClient asker, bool onlyOperators)
    {
        var inRooms =
            from room in asker.Rooms.All()
            from seat in room.Seats.All
            where !onlyOperators || IsOperatorIn(room, seat)
            select seat.Name;
        var connected = asker.Server.Names.Clients.Where(client => client.IsRegistered && (!onlyOperators || client.Status.IsOperator)).Select(client => client.Nick!);
        return inRooms.Concat(connected).Distinct();
    }

    private static bool IsOperatorIn(Room room, Seat seat) => room.Moderation.TryFind(seat.Name, out var member) && member.IsOperator;

    private void Add(IrcClient asker, Room room, Seat seat)
    {
        _rooms.Add(room);
        IsBot |= seat.IsBot;
        IsOperator |= IsOperatorIn(room, seat);

        // A member of that name may be another one, who came in by another door.
        if (asker.Server.Names.TryFind(seat.Name, out var client) && client.Joined.Any(joined => joined.Member.Holder == seat.Holder && joined.Room == room))
        {
            Add(client);
        }
    }

    private void Add(IrcClient client)
    {
        Client = client;
        Nick = client.Nick!;
        IsBot |= client.IsBot;
        IsOperator |= client.Status.IsOperator;
    }
}
