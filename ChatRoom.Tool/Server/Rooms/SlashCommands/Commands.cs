using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>
/// Interprets a line that a person types: text, or a command of the one table, which <c>/help</c> lists.
/// The server does this, so that <c>nc</c> has commands too.
/// </summary>
internal static class Commands
{
    /// <summary>Returns null if the argument does not match the usage.</summary>
    private delegate CommandResult? Handler(CommandContext context, ChatText argument);

    private sealed record Command(string Name, string Usage, string Help, Handler Run, Audience For = Audience.Everybody);

    private enum Audience
    {
        Everybody,

        /// <summary>Members that are no operators, on a server that has operators.</summary>
        Candidates,

        Operators,
    }

    private static readonly Command[] Table =
    [
        new("help", "/help", "lists the commands", Help),
        new("who", "/who", "lists who is here", Who),
        new("rooms", "/rooms", "lists the rooms with members or a topic", RoomCommands.Rooms),
        new("join", "/join ROOM", "goes to another room, and makes it if there is none", RoomCommands.Join),
        new("topic", "/topic [TEXT]", "shows or sets the topic; /topic - removes it", RoomCommands.Topic),
        new("history", "/history [N]", "shows the last 20 messages again, or the last N", RoomCommands.History),
        new("nick", "/nick NAME", "changes your name", Nick),
        new("me", "/me TEXT", "says what you do: * NAME TEXT", Me),
        new("msg", "/msg NAME TEXT", "sends a private message to one person", Msg),
        new("quit", "/quit", "leaves", (_, _) => new CommandResult(Quits: true)),
        new("op", "/op PASSWORD", "makes you an operator", OperatorCommands.Become, Audience.Candidates),
        new("kick", "/kick NAME [REASON]", "sends somebody away; they may come back", OperatorCommands.Kick, Audience.Operators),
        new("ban", "/ban NAME|ADDRESS[/N] [DURATION] [REASON]", "keeps somebody out for 10m, 2h or 7d; without a duration, forever", BanCommands.Ban, Audience.Operators),
        new("unban", "/unban NAME|ADDRESS[/N]", "lets somebody in again", BanCommands.Unban, Audience.Operators),
        new("bans", "/bans", "lists the bans", BanCommands.List, Audience.Operators),
        new("mute", "/mute NAME [DURATION]", "lets somebody read but not speak, even if they come back", MuteCommands.Mute, Audience.Operators),
        new("unmute", "/unmute NAME", "lets somebody speak again", MuteCommands.Unmute, Audience.Operators),
        new("lock", "/lock", "lets only operators set the topic of this room", OperatorCommands.Lock, Audience.Operators),
        new("unlock", "/unlock", "lets everybody set the topic of this room", OperatorCommands.Unlock, Audience.Operators),
        new("say", "/say TEXT", "says something to this room as the server", OperatorCommands.Say, Audience.Operators),
    ];

    /// <summary>Whether a line is a text and no command.</summary>
    /// <param name="text">The text: <c>//text</c> says <c>/text</c>.</param>
    public static bool IsText(ChatText typed, out ChatText text)
    {
        var isEscaped = typed.Bytes.StartsWith("//"u8);
        text = isEscaped ? typed.From(1) : typed;
        return isEscaped || !typed.Bytes.StartsWith("/"u8);
    }

    /// <summary>Says a text, or runs a command.</summary>
    public static CommandResult Interpret(CommandContext context, ChatText typed)
    {
        if (typed.IsEmpty)
        {
            return default;
        }

        if (IsText(typed, out var text))
        {
            return CommandResult.Unless(context.Room.Say(context.Member, text));
        }

        var word = typed.FirstWord(out var argument);
        var name = Encoding.UTF8.GetString(word[1..]);
        var command = Array.Find(Table, command => string.Equals(command.Name, name, StringComparison.OrdinalIgnoreCase));
        return command is null ? CommandResult.Unless(Refusal.UnknownCommand(name))
            : command.For == Audience.Operators && !context.Member.IsOperator
                ? CommandResult.Unless(context.Rooms.Moderator.HasOperators ? Refusal.NotAnOperator : Refusal.NoOperators)
            : command.Run(context, argument) ?? CommandResult.Unless(Refusal.Usage(command.Usage));
    }

    private static CommandResult? Help(CommandContext context, ChatText argument)
    {
        foreach (var command in For(context.Rooms.Moderator, context.Member))
        {
            context.Notify($"{command.Usage,-16}{(command.Usage.Length > 16 ? "  " : " ")}{command.Help}");
        }

        context.Notify($"{"//TEXT",-16} says /TEXT");
        return CommandResult.Done;
    }

    /// <summary>The commands that a member may use, with their usages. null: a peer that is no member.</summary>
    public static IEnumerable<(string Name, string Usage)> List(Moderator moderator, Member? member) =>
        For(moderator, member).Select(command => (command.Name, command.Usage));

    private static IEnumerable<Command> For(Moderator moderator, Member? member)
    {
        var isOperator = member is { IsOperator: true };
        return Table.Where(command => command.For switch
        {
            Audience.Candidates => moderator.HasOperators && !isOperator,
            Audience.Operators => isOperator,
            _ => true,
        });
    }

    private static CommandResult? Who(CommandContext context, ChatText argument)
    {
        var seats = context.Room.Seats;
        var line = new StringBuilder($"{seats.Count} here:");
        foreach (var seat in seats.All)
        {
            if (line.Length > 600)
            {
                context.Notify(line.ToString());
                line.Clear().Append("and");
            }

            line.Append(' ').Append(seat.Name).Append(seat.IsBot ? " (bot)" : "");
        }

        context.Notify(line.ToString());
        return CommandResult.Done;
    }

    private static CommandResult? Nick(CommandContext context, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        return Nickname.TryParse(argument.Bytes.TrimEnd((byte)' '), out var wanted)
            ? CommandResult.Of(context.Room.RenameAsync(context.Member, wanted))
            : CommandResult.Unless(Refusal.BadName);
    }

    private static CommandResult? Me(CommandContext context, ChatText argument) =>
        argument.IsEmpty ? null : CommandResult.Of(context.Room.ActAsync(context.Member, argument));

    private static CommandResult? Msg(CommandContext context, ChatText argument)
    {
        var name = argument.FirstWord(out var text);
        if (text.IsEmpty)
        {
            return null;
        }

        return Nickname.TryParse(name, out var to)
            ? CommandResult.Of(context.Room.WhisperAsync(context.Member, to, text))
            : CommandResult.Unless(Refusal.NobodyNamed(Encoding.UTF8.GetString(name)));
    }
}
