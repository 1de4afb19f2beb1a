using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms.SlashCommands;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>OPER, KICK, and the operators' slash commands as commands of their own.</summary>
internal static class OperatorCommands
{
    public static readonly IrcCommand[] Table =
    [
        new("OPER", 2, Oper),
        new("KICK", 2, KickAsync),
        .. from name in (string[])["BAN", "UNBAN", "BANS", "MUTE", "UNMUTE", "LOCK", "UNLOCK", "SAY"] select new IrcCommand(name, 0, SlashAsync),
    ];

    private static ValueTask<CloseReason?> Oper(IrcClient client, IrcRequest request)
    {
        var password = Encoding.UTF8.GetBytes(request[1]);
        if (OperatorLogin.Try(client.Rooms.Moderator, client.Status, password, client.Address, act => Record(client, act), out var isLast) is { } refusal)
        {
            client.Numeric(refusal == Refusal.NoOperators ? "491" : "464", refusal.Text);
            return ValueTask.FromResult<CloseReason?>(isLast ? CloseReason.Expelled : null);
        }

        client.Send(client.Reply().Numeric("381", "You are an operator now.").Line(client.Source, "MODE", client.NickOrStar, "+o"));
        foreach (var joined in client.Joined)
        {
            client.Server.ShowMode(joined.Room, IrcServer.Name, "+o", client.NickOrStar);
        }

        return IrcCommands.Done;
    }

    private static async ValueTask<CloseReason?> KickAsync(IrcClient client, IrcRequest request)
    {
        if (!ChannelName.TryParse(request[0], out var name) || client.Rooms.Find(name.Bytes) is null)
        {
            client.Numeric("403", request[0], "There is no such room.");
        }
        else if (!client.TryFindJoined(request[0], out var joined))
        {
            client.Numeric("442", request[0], "You are not in that room.");
        }
        else if (!client.Status.IsOperator)
        {
            client.Numeric("482", joined.Channel, client.Rooms.Moderator.HasOperators ? Refusal.NotAnOperator.Text : Refusal.NoOperators.Text);
        }
        else if (!Nickname.TryParse(request[1], out var nick) || !joined.Room.Seats.TryFind(nick, out _))
        {
            client.Numeric("441", request[1], joined.Channel, "They are not in that room.");
        }
        else if (await client.Rooms.Moderator.KickAsync(client.OperatorIn(joined), nick, Clean(request[2])) is { } refusal)
        {
            client.Numeric("482", joined.Channel, refusal.Text);
        }

        return null;
    }

    /// <summary>Runs the slash command of the same name in the room that the first parameter names, or in the first one.</summary>
    private static async ValueTask<CloseReason?> SlashAsync(IrcClient client, IrcRequest request)
    {
        var isNamed = ChannelName.Looks(request[0]);
        var joined = isNamed ? client.TryFindJoined(request[0], out var found) ? found : null : client.Joined is [var first, ..] ? first : null;
        if (joined is null)
        {
            client.Numeric("442", isNamed ? request[0] : "*", "You are not in that room.");
            return null;
        }

        var arguments = request.Parameters.Skip(isNamed ? 1 : 0);
        var typed = Encoding.UTF8.GetBytes($"/{request.Command.ToLowerInvariant()} {string.Join(' ', arguments)}".TrimEnd());
        var result = Run(client, joined, typed);
        if ((result.Refusal ?? (result.Later is { } later ? await later : null)) is { } refusal)
        {
            joined.Room.Notify(joined.Member, refusal.Text);
        }

        return null;
    }

    private static CommandResult Run(IrcClient client, JoinedRoom joined, byte[] typed) =>
        ChatText.TryParse(typed, new byte[Limits.FilterScratch], out var text)
            ? Rooms.SlashCommands.Commands.Interpret(new CommandContext(client.Rooms, joined.Room, joined.Member, WantsTypedAnswers: false), text)
            : CommandResult.Unless(Refusal.TooLong);

    private static string Clean(string reason) => ChatText.TryParse(Encoding.UTF8.GetBytes(reason), new byte[Limits.FilterScratch], out var text) ? text.ToString() : "";

    private static void Record(IrcClient client, string act) => client.Rooms.Moderator.Record(client.Nick!, client.Address ?? IPAddress.None, act);
}
