using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>The answers to a registration: the welcome, what the server supports (005), its size and the message of the day.</summary>
internal static class Welcome
{
    /// <summary>Tokens of one 005.</summary>
    private const int TokensInLine = 13;

    /// <summary>
    /// Bytes of a line without tags, which clients use to split long texts: a text of <see cref="Limits.MaxText"/> bytes fits in with
    /// the shortest words before it.
    /// </summary>
    private const int LineLength = Limits.MaxText + 24;

    public static void Send(IrcClient client)
    {
        var server = client.Server;
        var reply = client.Reply()
            .Numeric("001", $"Welcome, {client.Source}")
            .Numeric("002", $"Your server is {IrcServer.Name}, chatroom {server.Options.Identity.Version}")
            .Numeric("003", $"It was started at {server.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC")
            .Numeric("004", IrcServer.Name, $"chatroom-{server.Options.Identity.Version}", "Bi", "bot", "bo");
        AddSupport(client, reply);
        AddUsers(client, reply);
        AddMessageOfTheDay(client, reply);
        client.Send(reply);
    }

    public static void AddSupport(IrcClient client, IrcReply reply)
    {
        string[] tokens =
        [
            $"NETWORK={Network(client.Server.Options.Identity.Title)}",
            "CASEMAPPING=ascii",
            "CHANTYPES=#",
            $"CHANLIMIT=#:{IrcClient.MaxRooms}",
            "CHANMODES=b,,,t",
            "PREFIX=(o)@",
            $"NICKLEN={Limits.MaxName}",
            $"CHANNELLEN={Limits.MaxName + 1}",
            $"USERLEN={Limits.MaxName}",
            $"HOSTLEN={IrcEventWriter.Host.Length}",
            $"TOPICLEN={Limits.MaxTopic}",
            $"KICKLEN={Limits.MaxReason}",
            "AWAYLEN=200",
            "MODES=1",
            "MAXTARGETS=4",
            "TARGMAX=PRIVMSG:4,NOTICE:4,JOIN:,PART:,KICK:1,NAMES:1,WHOIS:1",
            "ELIST=U",
            "SAFELIST",
            "WHOX",
            "BOT=B",
            "UTF8ONLY",
            $"CHATHISTORY={Limits.MaxHistory}",
            "MSGREFTYPES=msgid,timestamp",
            "CLIENTTAGDENY=*",
            $"LINELEN={LineLength}",
        ];
        foreach (var line in tokens.Chunk(TokensInLine))
        {
            reply.Numeric("005", [.. line, "are supported by this server"]);
        }
    }

    /// <summary>
    /// Adds the numbers of persons, by whatever door they came in, and of rooms. Nothing counts the most at one time, so 265 and 266
    /// leave it out, as Modern IRC allows.
    /// </summary>
    public static void AddUsers(IrcClient client, IrcReply reply)
    {
        var rooms = client.Rooms.All();
        var registered = client.Server.Names.Clients.Where(other => other.IsRegistered).ToArray();
        var users = rooms.SelectMany(room => room.Seats.All).Select(seat => seat.Name).Concat(registered.Select(other => other.Nick!)).Distinct().Count();
        reply
            .Numeric("251", $"There are {users} users and 0 invisible on 1 servers")
            .Numeric("252", Text(registered.Count(other => other.Status.IsOperator)), "operators online")
            .Numeric("253", Text(client.Server.Names.Clients.Count() - registered.Length), "unknown connections")
            .Numeric("254", Text(rooms.Count(room => room.Seats.Count > 0)), "channels formed")
            .Numeric("255", $"I have {users} clients and 0 servers")
            .Numeric("265", $"Current local users {users}")
            .Numeric("266", $"Current global users {users}");
    }

    public static void AddMessageOfTheDay(IrcClient client, IrcReply reply)
    {
        var lines = client.Rooms.Motd.Lines;
        if (lines.Count == 0)
        {
            reply.Numeric("422", "There is no message of the day.");
            return;
        }

        reply.Numeric("375", $"Message of the day of {IrcServer.Name}:");
        foreach (var line in lines)
        {
            reply.Numeric("372", Encoding.UTF8.GetString(line));
        }

        reply.Numeric("376", "End of the message of the day");
    }

    /// <summary>The title as one word: spaces are escaped, and characters that are not ASCII left out.</summary>
    private static string Network(string title)
    {
        var word = string.Concat(title.Where(character => character is > ' ' and <= '~' and not ('=' or '\\') || character == ' ').Take(40)).Trim().Replace(" ", "\\x20", StringComparison.Ordinal);
        return word.Length == 0 ? "chatroom" : word;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
