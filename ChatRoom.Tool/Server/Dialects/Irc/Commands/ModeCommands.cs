using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>MODE: shows the modes of a room or of the client, locks a topic, and lists, adds and ends bans.</summary>
internal static class ModeCommands
{
    public static readonly IrcCommand[] Table = [new("MODE", 1, ModeAsync)];

    private static async ValueTask<CloseReason?> ModeAsync(IrcClient client, IrcRequest request)
    {
        if (!ChannelName.Looks(request[0]))
        {
            OwnModes(client, request);
        }
        else if (!ChannelName.TryParse(request[0], out var name) || client.Rooms.Find(name.Bytes) is not { } room)
        {
            client.Numeric("403", request[0], "There is no such room.");
        }
        else if (request[1].Length == 0)
        {
            Show(client, room);
        }
        else
        {
            await ChangeAsync(client, room, request);
        }

        return null;
    }

    private static void OwnModes(IrcClient client, IrcRequest request)
    {
        if (!Nickname.TryParse(request[0], out var nick) || !nick.Equals(client.Nick))
        {
            client.Numeric(nick is not null && client.Server.Names.TryFind(nick, out _) ? "502" : "401", request[0], "You can change the modes of yourself only.");
            return;
        }

        if (request[1].Length == 0)
        {
            client.Numeric("221", $"+{(client.Status.IsOperator ? "o" : "")}{(client.IsBot ? "B" : "")}");
            return;
        }

        var isAdded = true;
        foreach (var mode in request[1])
        {
            switch (mode)
            {
                case '+' or '-':
                    isAdded = mode == '+';
                    break;
                case 'B':
                    client.IsBot = isAdded;
                    client.Send(client.Reply().Line(client.Source, "MODE", client.NickOrStar, isAdded ? "+B" : "-B"));
                    break;
                case 'i':
                    // irssi sets it at once. There is nothing here that it would hide.
                    break;
                default:
                    client.Numeric("501", "That mode is not known here.");
                    break;
            }
        }
    }

    private static void Show(IrcClient client, Room room)
    {
        var isLocked = client.Rooms.Moderator.TopicLocks.Contains(room.Name);
        var seconds = client.Server.Started.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        client.Send(client.Reply().Numeric("324", $"#{room}", isLocked ? "+t" : "+").Numeric("329", $"#{room}", seconds));
    }

    private static async ValueTask ChangeAsync(IrcClient client, Room room, IrcRequest request)
    {
        var (modes, isAdded) = (request[1].TrimStart('+', '-'), !request[1].StartsWith('-'));
        if (modes == "b" && request[2].Length == 0)
        {
            ListBans(client, room);
        }
        else if (modes is not ("b" or "t" or "o"))
        {
            client.Numeric("472", modes.Length == 0 ? "*" : modes, "That mode is not known here; there are b, o and t, one at a time.");
        }
        else if (!client.TryFindJoined(request[0], out var joined))
        {
            client.Numeric("442", request[0], "You are not in that room.");
        }
        else if (modes == "o" || !client.Status.IsOperator)
        {
            var why = modes == "o" ? "The operators' password makes an operator: /oper NAME PASSWORD." : Refusal.NotAnOperator.Text;
            client.Numeric("482", joined.Channel, why);
        }
        else if (modes == "t")
        {
            await LockAsync(client, joined, isAdded);
        }
        else
        {
            await BanAsync(client, joined, request[2], isAdded);
        }
    }

    /// <summary>Bans hold in all rooms. Only operators are shown them.</summary>
    private static void ListBans(IrcClient client, Room room)
    {
        var reply = client.Reply();
        foreach (var ban in client.Status.IsOperator ? client.Rooms.Moderator.Bans.All : [])
        {
            var target = ban.Target.ToString().Replace(" ", "", StringComparison.Ordinal);
            reply.Numeric("367", $"#{room}", target, ban.By.ToString(), (ban.Since / 1000).ToString(CultureInfo.InvariantCulture));
        }

        client.Send(reply.Numeric("368", $"#{room}", "End of the bans"));
    }

    private static async ValueTask LockAsync(IrcClient client, JoinedRoom joined, bool isLocked)
    {
        if (await client.Rooms.Moderator.LockAsync(client.OperatorIn(joined), isLocked) is { } refusal)
        {
            client.Numeric("482", joined.Channel, refusal.Text);
            return;
        }

        client.Server.ShowMode(joined.Room, client.Source, isLocked ? "+t" : "-t");
    }

    private static async ValueTask BanAsync(IrcClient client, JoinedRoom joined, string mask, bool isAdded)
    {
        if (!BanMask.TryParse(mask, out var target))
        {
            client.Numeric("696", joined.Channel, "b", mask, "That is nobody: give a name, an address, or NAME!*@*.");
            return;
        }

        var moderator = client.Rooms.Moderator;
        var by = client.OperatorIn(joined);
        var refusal = isAdded ? (await moderator.BanAsync(by, target, length: null, reason: "")).Refusal : await LiftAsync(moderator, by, target, mask);
        if (refusal is not null)
        {
            client.Numeric("696", joined.Channel, "b", mask, refusal.Text);
            return;
        }

        client.Send(client.Reply().Line(client.Source, "MODE", joined.Channel, isAdded ? "+b" : "-b", mask));
    }

    private static async ValueTask<Refusal?> LiftAsync(Moderator moderator, Operator by, BanTarget target, string mask)
    {
        var (refusal, lifted) = await moderator.UnbanAsync(by, target);
        return refusal ?? (lifted.Length == 0 ? Refusal.NotBanned(mask) : null);
    }
}
