using System.Globalization;
using System.IO.Enumeration;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>
/// WHO: a line for each member of a room, or for everybody whose name fits a mask.
/// <code>
/// WHO [#ROOM | NAME | MASK] [[o] [%FIELDS [,TOKEN]]]
/// </code>
/// <c>o</c> asks for operators only. With fields the answers are those of WHOX. Sources: Modern IRC, "WHO message"; IRCv3 WHOX.
/// </summary>
internal static class WhoAnswer
{
    /// <summary>Persons in one answer: some of them must fit into a mailbox.</summary>
    private const int MaxListed = 500;

    /// <summary>The fields of WHOX in the order in which they are sent.</summary>
    private const string Fields = "tcuihsnfdlaor";

    /// <summary>Characters of the number with which a client marks its question.</summary>
    private const int MaxToken = 3;

    /// <summary>Characters of a mask: a longer one fits nobody, and takes long to compare.</summary>
    private const int MaxMask = 2 * Limits.MaxName;

    public static void Send(IrcClient client, IrcRequest request)
    {
        var mask = request[0].Length == 0 ? "*" : request[0];
        var percent = request[1].IndexOf('%', StringComparison.Ordinal);
        var onlyOperators = (percent < 0 ? request[1] : request[1][..percent]).Contains('o', StringComparison.Ordinal);
        var found = Find(client, mask, onlyOperators).Take(MaxListed + 1).ToList();

        var reply = client.Reply();
        foreach (var (person, room) in found.Take(MaxListed))
        {
            if (percent < 0)
            {
                reply.Numeric("352", [.. "cuhsnf".Select(field => ValueOf(field, person, room, client)), $"0 {person.Nick}"]);
            }
            else
            {
                AddFields(reply, request[1][(percent + 1)..], person, room, client);
            }
        }

        if (found.Count > MaxListed)
        {
            reply.Numeric("416", "WHO", $"Only the first {MaxListed} are listed.");
        }

        client.Send(reply.Numeric("315", mask, "End of the list"));
    }

    /// <summary>The persons, each with the room that is named with them; null: they are in none.</summary>
    private static IEnumerable<(Person Person, Room? Room)> Find(IrcClient client, string mask, bool onlyOperators)
    {
        if (ChannelName.Looks(mask))
        {
            var room = ChannelName.TryParse(mask, out var name) ? client.Rooms.Find(name.Bytes) : null;
            return (room?.Seats.All ?? []).Select(seat => (Person: Person.Of(client, room!, seat), (Room?)room)).Where(member => !onlyOperators || member.Person.IsOperator);
        }

        var pattern = mask == "0" ? "*" : mask;
        var names = pattern.Length > MaxMask ? []
            : pattern.AsSpan().ContainsAny('*', '?')
            ? Person.AllNames(client, onlyOperators).Select(name => name.ToString()).Where(name => FileSystemName.MatchesSimpleExpression(pattern, name))
            : [pattern];
        return names.Select(name => Person.Find(client, name)).OfType<Person>().Where(person => !onlyOperators || person.IsOperator).Select(person => (person, RoomOf(person, client)));
    }

    /// <summary>One that the client is in too, if there is one.</summary>
    private static Room? RoomOf(Person person, IrcClient client) =>
        person.Rooms.FirstOrDefault(room => client.Joined.Any(joined => joined.Room == room)) ?? (person.Rooms is [var first, ..] ? first : null);

    private static void AddFields(IrcReply reply, string wanted, Person person, Room? room, IrcClient client)
    {
        var comma = wanted.IndexOf(',', StringComparison.Ordinal);
        var (fields, token) = comma < 0 ? (wanted, "0") : (wanted[..comma], wanted[(comma + 1)..]);
        var isToken = token.Length is > 0 and <= MaxToken && token.All(char.IsAsciiDigit);
        reply.Numeric("354", [.. Fields.Where(fields.Contains).Select(field => field == 't' ? (isToken ? token : "0") : ValueOf(field, person, room, client))]);
    }

    private static string ValueOf(char field, Person person, Room? room, IrcClient client) => field switch
    {
        'c' => room is null ? "*" : $"#{room}",
        'h' => "chatroom",

        // Addresses are not shown: this one is that of nobody.
        'i' => "255.255.255.255",
        's' => IrcServer.Name,
        'f' => (person.IsAway ? "G" : "H") + (person.IsOperator ? room is null ? "*" : "*@" : "") + (person.IsBot ? "B" : ""),

        // Servers between here and there; an account; a level among operators.
        'd' or 'a' => "0",
        'o' => "n/a",
        'l' => person.Client is { } other ? SecondsOf(client.Server.Options.Time.GetUtcNow() - other.SpokeAt) : "0",

        // The nick, and the user and real names, which are the same here.
        _ => person.Nick.ToString(),
    };

    private static string SecondsOf(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
