using System.Globalization;
using ChatRoom.Server.Dialects.Irc.Clients;

namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>The answers about single persons: WHOIS, WHOWAS, USERHOST and ISON. Source: Modern IRC.</summary>
internal static class PersonAnswers
{
    /// <summary>Names of one USERHOST.</summary>
    private const int MaxUserHosts = 5;

    /// <summary>Names of one ISON.</summary>
    private const int MaxIsOn = 100;

    /// <summary>WHOIS [SERVER] NAME. The server is of no interest, because there is one.</summary>
    public static void SendWhoIs(IrcClient client, IrcRequest request)
    {
        var name = request[Math.Max(0, Math.Min(request.Count, 2) - 1)];
        if (name.Length == 0)
        {
            client.Numeric("431", "Give a name: WHOIS NAME.");
            return;
        }

        var reply = client.Reply();
        if (Person.Find(client, name) is { } person)
        {
            AddWhoIs(reply, person, client);
        }
        else
        {
            reply.Numeric("401", name, "Nobody here has that name.");
        }

        client.Send(reply.Numeric("318", name, "End of what is known"));
    }

    /// <summary>Nothing is kept about persons who are gone.</summary>
    public static void SendWhoWas(IrcClient client, IrcRequest request)
    {
        if (request[0].Length == 0)
        {
            client.Numeric("431", "Give a name: WHOWAS NAME.");
            return;
        }

        client.Send(client.Reply().Numeric("406", request[0], "Nothing is kept about those who are gone.").Numeric("369", request[0], "End of what is known"));
    }

    /// <summary>USERHOST NAME...: a <c>*</c> after the name marks operators, and <c>+</c> or <c>-</c> whether they are there or away.</summary>
    public static void SendUserHosts(IrcClient client, IrcRequest request)
    {
        var found = request.Parameters.Take(MaxUserHosts).Select(name => Person.Find(client, name)).OfType<Person>();
        client.Numeric("302", string.Join(' ', found.Select(person => $"{person.Nick}{(person.IsOperator ? "*" : "")}={(person.IsAway ? '-' : '+')}{person.Nick}@chatroom")));
    }

    /// <summary>ISON NAME...: those of the names that somebody has.</summary>
    public static void SendIsOn(IrcClient client, IrcRequest request)
    {
        var names = request.Parameters.SelectMany(parameter => parameter.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(MaxIsOn);
        var found = names.Select(name => Person.Find(client, name)).OfType<Person>().Select(person => person.Nick.ToString());
        var reply = client.Reply();
        foreach (var line in WordLines.Of(found).DefaultIfEmpty(""))
        {
            reply.Numeric("303", line);
        }

        client.Send(reply);
    }

    private static void AddWhoIs(IrcReply reply, Person person, IrcClient client)
    {
        var nick = person.Nick.ToString();
        reply.Numeric("311", nick, nick, "chatroom", "*", nick);
        foreach (var rooms in WordLines.Of(person.Rooms.Select(room => person.IsOperator ? $"@#{room}" : $"#{room}")))
        {
            reply.Numeric("319", nick, rooms);
        }

        reply.Numeric("312", nick, IrcServer.Name, client.Server.Options.Identity.Title);
        if (person.IsOperator)
        {
            reply.Numeric("313", nick, "is an operator");
        }

        if (person.IsBot)
        {
            reply.Numeric("335", nick, "is a bot");
        }

        if (person.Client is { } other)
        {
            AddConnection(reply, nick, other);
        }
    }

    /// <summary>The facts that are known about IRC connections only.</summary>
    private static void AddConnection(IrcReply reply, string nick, IrcClient other)
    {
        if (other.Away is { } away)
        {
            reply.Numeric("301", nick, away);
        }

        if (other.Server.Options.Tls is not null)
        {
            reply.Numeric("671", nick, "uses an encrypted connection");
        }

        var idle = (long)(other.Server.Options.Time.GetUtcNow() - other.SpokeAt).TotalSeconds;
        reply.Numeric("317", nick, idle.ToString(CultureInfo.InvariantCulture), other.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), "seconds idle, and connected since");
    }
}
