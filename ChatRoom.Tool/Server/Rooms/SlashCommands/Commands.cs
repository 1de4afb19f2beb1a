using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>
/// What a person types in a room: text, or a command of the one table, which <c>/help</c> prints.
/// Commands are read here on the server, so that <c>nc</c> has them too.
/// </summary>
internal static class Commands
{
    /// <summary>Does what was asked; null where the argument is not as the usage says.</summary>
    private delegate CommandResult? Handler(CommandContext by, ChatText argument);

    private sealed record Command(string Name, string Usage, string Help, Handler Run, Audience For = Audience.Everybody);

    private enum Audience
    {
        Everybody,

        /// <summary>Who may become an operator and is none.</summary>
        Candidates,

        Operators,
    }

    private static readonly Command[] Table =
    [
        new("help", "/help", "lists the commands", Help),
        new("who", "/who", "lists who is here", Who),
        new("rooms", "/rooms", "lists the rooms where somebody is, and their topics", RoomCommands.Rooms),
        new("join", "/join ROOM", "goes to another room, which is made where there is none", RoomCommands.Join),
        new("topic", "/topic [TEXT]", "shows what the room is about, or sets it; /topic - takes it away", RoomCommands.Topic),
        new("history", "/history [N]", "tells the last things said again: 20, or N", RoomCommands.History),
        new("nick", "/nick NAME", "changes your name", Nick),
        new("me", "/me TEXT", "says what you do: * NAME TEXT", Me),
        new("msg", "/msg NAME TEXT", "says something to one person alone", Msg),
        new("quit", "/quit", "leaves", (_, _) => new CommandResult(Quits: true)),
        new("op", "/op PASSWORD", "makes you an operator", OperatorCommands.Become, Audience.Candidates),
        new("kick", "/kick NAME [REASON]", "sends somebody away, who may come back", OperatorCommands.Kick, Audience.Operators),
        new("ban", "/ban NAME|ADDRESS[/N] [DURATION] [REASON]", "keeps somebody out, such as for 10m, 2h or 7d; without a time for ever", BanCommands.Ban, Audience.Operators),
        new("unban", "/unban NAME|ADDRESS[/N]", "lets somebody in again", BanCommands.Unban, Audience.Operators),
        new("bans", "/bans", "lists who is kept out", BanCommands.List, Audience.Operators),
        new("mute", "/mute NAME [DURATION]", "lets somebody read and say nothing, also when it comes back", MuteCommands.Mute, Audience.Operators),
        new("unmute", "/unmute NAME", "lets somebody speak again", MuteCommands.Unmute, Audience.Operators),
        new("lock", "/lock", "lets only operators set the topic of this room", OperatorCommands.Lock, Audience.Operators),
        new("unlock", "/unlock", "lets everybody set the topic of this room", OperatorCommands.Unlock, Audience.Operators),
        new("say", "/say TEXT", "says something to this room as the server", OperatorCommands.Say, Audience.Operators),
    ];

    /// <summary>Whether this is said and not done; <paramref name="text"/> is what is said then: <c>//text</c> says <c>/text</c>.</summary>
    public static bool IsText(ChatText typed, out ChatText text)
    {
        var isEscaped = typed.Bytes.StartsWith("//"u8);
        text = isEscaped ? typed.From(1) : typed;
        return isEscaped || !typed.Bytes.StartsWith("/"u8);
    }

    /// <summary>Says the text, or does what it asks for.</summary>
    public static CommandResult Interpret(CommandContext by, ChatText typed)
    {
        if (typed.IsEmpty)
        {
            return default;
        }

        if (IsText(typed, out var text))
        {
            return by.Room.Say(by.Member, text);
        }

        var word = typed.FirstWord(out var argument);
        var name = Encoding.UTF8.GetString(word[1..]);
        var command = Array.Find(Table, command => string.Equals(command.Name, name, StringComparison.OrdinalIgnoreCase));
        return command is null ? CommandResult.Unless(Refusal.UnknownCommand(name))
            : command.For == Audience.Operators && !by.Member.IsOperator
                ? CommandResult.Unless(by.Rooms.Moderator.HasOperators ? Refusal.NotAnOperator : Refusal.NoOperators)
            : command.Run(by, argument) ?? CommandResult.Unless(Refusal.Usage(command.Usage));
    }

    private static CommandResult? Help(CommandContext by, ChatText argument)
    {
        foreach (var command in Table.Where(command => IsFor(command.For, by)))
        {
            by.Notify($"{command.Usage,-16}{(command.Usage.Length > 16 ? "  " : " ")}{command.Help}");
        }

        by.Notify($"{"//TEXT",-16} says /TEXT");
        return CommandResult.Done;
    }

    private static bool IsFor(Audience audience, CommandContext by) => audience switch
    {
        Audience.Candidates => by.Rooms.Moderator.HasOperators && !by.Member.IsOperator,
        Audience.Operators => by.Member.IsOperator,
        _ => true,
    };

    private static CommandResult? Who(CommandContext by, ChatText argument)
    {
        var present = by.Room.Present();
        var line = new StringBuilder($"{present.Count} here:");
        foreach (var one in present)
        {
            if (line.Length > 600)
            {
                by.Notify(line.ToString());
                line.Clear().Append("and");
            }

            line.Append(' ').Append(one.Name).Append(one.IsBot ? " (bot)" : "");
        }

        by.Notify(line.ToString());
        return CommandResult.Done;
    }

    private static CommandResult? Nick(CommandContext by, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        return CommandResult.Unless(
            Nickname.TryParse(argument.Bytes.TrimEnd((byte)' '), out var wanted) ? by.Room.Rename(by.Member, wanted) : Refusal.BadName);
    }

    private static CommandResult? Me(CommandContext by, ChatText argument) =>
        argument.IsEmpty ? null : by.Room.Act(by.Member, argument);

    private static CommandResult? Msg(CommandContext by, ChatText argument)
    {
        var name = argument.FirstWord(out var text);
        if (text.IsEmpty)
        {
            return null;
        }

        return CommandResult.Unless(
            Nickname.TryParse(name, out var to)
                ? by.Room.Whisper(by.Member, to, text)
                : Refusal.NobodyNamed(Encoding.UTF8.GetString(name)));
    }
}
