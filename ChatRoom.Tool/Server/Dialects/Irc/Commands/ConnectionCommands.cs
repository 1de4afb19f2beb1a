using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Registering;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>The commands about the connection itself.</summary>
internal static class ConnectionCommands
{
    /// <summary>Characters of the text of AWAY.</summary>
    private const int MaxAway = 200;

    public static readonly IrcCommand[] Table =
    [
        new("CAP", 1, Cap),
        new("PASS", 0, AlreadyRegistered),
        new("USER", 0, AlreadyRegistered),
        new("AUTHENTICATE", 0, (client, _) => Tell(client, "907", "You are registered already.")),
        new("NICK", 0, NickAsync),
        new("PING", 0, Ping),
        new("PONG", 0, (_, _) => IrcCommands.Done),
        new("AWAY", 0, Away),
        new("QUIT", 0, (_, _) => ValueTask.FromResult<CloseReason?>(CloseReason.Quit)),
    ];

    private static ValueTask<CloseReason?> Cap(IrcClient client, IrcRequest request)
    {
        Capabilities.Accept(client, request, isNegotiating: false);
        return IrcCommands.Done;
    }

    private static ValueTask<CloseReason?> AlreadyRegistered(IrcClient client, IrcRequest request) => Tell(client, "462", "You are registered already.");

    private static async ValueTask<CloseReason?> NickAsync(IrcClient client, IrcRequest request)
    {
        if (request[0].Length == 0)
        {
            client.Numeric("431", "Give a nick: NICK NAME.");
        }
        else if (request[0] != client.NickOrStar)
        {
            await Renaming.RunAsync(client, request[0]);
        }

        return null;
    }

    private static ValueTask<CloseReason?> Ping(IrcClient client, IrcRequest request)
    {
        if (request[0].Length == 0)
        {
            return Tell(client, "409", "There is no token; use PING TOKEN.");
        }

        client.Send(client.Reply().Line(IrcServer.Name, "PONG", IrcServer.Name, request[0]));
        return IrcCommands.Done;
    }

    private static ValueTask<CloseReason?> Away(IrcClient client, IrcRequest request)
    {
        client.Away = request[0].Length == 0 ? null : request[0][..Math.Min(request[0].Length, MaxAway)];
        return client.Away is null ? Tell(client, "305", "You are no longer marked as away.") : Tell(client, "306", "You are marked as away.");
    }

    private static ValueTask<CloseReason?> Tell(IrcClient client, string numeric, string text)
    {
        client.Numeric(numeric, text);
        return IrcCommands.Done;
    }
}
