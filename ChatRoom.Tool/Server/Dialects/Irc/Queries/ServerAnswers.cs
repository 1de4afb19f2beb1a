using System.Globalization;
using System.IO.Enumeration;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Registering;

namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>
/// The answers about the server: LUSERS, VERSION, TIME, INFO, ADMIN and MOTD. A parameter may name the server, which is this one or
/// none. Source: Modern IRC.
/// </summary>
internal static class ServerAnswers
{
    /// <summary>Characters of the name of a server: a longer one is that of none, and takes long to compare.</summary>
    private const int MaxName = 64;

    public static void SendUsers(IrcClient client, IrcRequest request)
    {
        var reply = client.Reply();
        Welcome.AddUsers(client, reply);
        client.Send(reply);
    }

    public static void SendVersion(IrcClient client, IrcRequest request)
    {
        if (IsThisServer(client, request))
        {
            var reply = client.Reply().Numeric("351", $"chatroom-{client.Server.Options.Identity.Version}", IrcServer.Name, client.Server.Options.Identity.Title);
            Welcome.AddSupport(client, reply);
            client.Send(reply);
        }
    }

    public static void SendTime(IrcClient client, IrcRequest request)
    {
        if (IsThisServer(client, request))
        {
            client.Numeric("391", IrcServer.Name, $"{Format(client.Server.Options.Time.GetUtcNow())} UTC");
        }
    }

    public static void SendInfo(IrcClient client, IrcRequest request)
    {
        if (IsThisServer(client, request))
        {
            var identity = client.Server.Options.Identity;
            client.Send(client.Reply()
                .Numeric("371", $"{identity.Title}: chatroom {identity.Version}")
                .Numeric("371", "Its rooms are shared with nc, scripts and browsers.")
                .Numeric("371", $"Started at {Format(client.Server.Started)} UTC")
                .Numeric("374", "End of the information"));
        }
    }

    public static void SendAdmin(IrcClient client, IrcRequest request)
    {
        if (IsThisServer(client, request))
        {
            client.Numeric("423", IrcServer.Name, "Nothing is known about the server's owner.");
        }
    }

    public static void SendMessageOfTheDay(IrcClient client, IrcRequest request)
    {
        if (IsThisServer(client, request))
        {
            var reply = client.Reply();
            Welcome.AddMessageOfTheDay(client, reply);
            client.Send(reply);
        }
    }

    /// <summary>False, after a refusal: the request names another server. The name may be a mask, or that of a person.</summary>
    private static bool IsThisServer(IrcClient client, IrcRequest request)
    {
        var name = request[0];
        if (name.Length == 0 || (name.Length <= MaxName && FileSystemName.MatchesSimpleExpression(name, IrcServer.Name)) || Person.Find(client, name) is not null)
        {
            return true;
        }

        client.Numeric("402", name, "There is no such server.");
        return false;
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
