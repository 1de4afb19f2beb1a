using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>CAP: negotiates capabilities (IRCv3 capability-negotiation). The connection's task only.</summary>
internal static class Capabilities
{
    /// <summary>Answers a subcommand. Returns whether the client negotiates: until CAP END it is not welcomed.</summary>
    /// <param name="isNegotiating">Whether it did so before.</param>
    public static bool Accept(IrcClient client, IrcRequest request, bool isNegotiating)
    {
        switch (request[0].ToUpperInvariant())
        {
            case "LS":
                var knowsValues = int.TryParse(request[1], out var version) && version >= 302;
                client.Caps |= knowsValues ? IrcCaps.CapNotify : IrcCaps.None;
                Answer(client, "LS", IrcCapTable.Offer(knowsValues, HasPassword(client)));
                return true;
            case "LIST":
                Answer(client, "LIST", IrcCapTable.Names(client.Caps));
                return isNegotiating;
            case "REQ":
                Answer(client, TryApply(client, request[1]) ? "ACK" : "NAK", request[1]);
                return true;
            case "END":
                return false;
            default:
                client.Numeric("410", request[0], "That subcommand of CAP is not known; use LS, LIST, REQ or END.");
                return isNegotiating;
        }
    }

    /// <summary>In a room, what it is sent of that room does not change any more.</summary>
    private static bool TryApply(IrcClient client, string wanted)
    {
        var caps = client.Caps;
        if (!IrcCapTable.TryApply(wanted, HasPassword(client), ref caps) || (client.Joined.Count > 0 && IrcEncodings.Differ(caps, client.Caps)))
        {
            return false;
        }

        client.Caps = caps;
        return true;
    }

    private static bool HasPassword(IrcClient client) => client.Rooms.Moderator.Passwords.Entry is not null;

    private static void Answer(IrcClient client, string subcommand, string list) =>
        client.Send(client.Reply().Line(IrcServer.Name, "CAP", client.NickOrStar, subcommand, list));
}
