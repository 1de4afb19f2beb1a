using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// What a person types in a room: text, or a command of the one table, which <c>/help</c> prints.
/// Commands are read here on the server, so that <c>nc</c> has them too.
/// </summary>
internal static class Commands
{
    /// <summary>Does what was asked; null where the argument is not as the usage says.</summary>
    private delegate CommandResult? Handler(Room room, Member member, ChatText argument);

    private sealed record Command(string Name, string Usage, string Help, Handler Run);

    private static readonly Command[] Table =
    [
        new("help", "/help", "lists the commands", Help),
        new("who", "/who", "lists who is here", Who),
        new("nick", "/nick NAME", "changes your name", Nick),
        new("me", "/me TEXT", "says what you do: * NAME TEXT", Me),
        new("msg", "/msg NAME TEXT", "says something to one person alone", Msg),
        new("quit", "/quit", "leaves", (_, _, _) => new CommandResult(Quits: true)),
    ];

    /// <summary>Says the text, or does what it asks for. <c>//text</c> says <c>/text</c>.</summary>
    public static CommandResult Interpret(Room room, Member member, ChatText typed)
    {
        if (typed.IsEmpty)
        {
            return default;
        }

        if (typed.Bytes[0] != '/')
        {
            return room.Say(member, typed);
        }

        if (typed.Bytes.StartsWith("//"u8))
        {
            return room.Say(member, typed.From(1));
        }

        var word = typed.FirstWord(out var argument);
        var name = Encoding.UTF8.GetString(word[1..]);
        var command = Array.Find(Table, command => string.Equals(command.Name, name, StringComparison.OrdinalIgnoreCase));
        return command is null
            ? CommandResult.Unless(Refusal.UnknownCommand(name))
            : command.Run(room, member, argument) ?? CommandResult.Unless(Refusal.Usage(command.Usage));
    }

    private static CommandResult? Help(Room room, Member member, ChatText argument)
    {
        foreach (var command in Table)
        {
            room.Notify(member, $"{command.Usage,-16} {command.Help}");
        }

        room.Notify(member, $"{"//TEXT",-16} says /TEXT");
        return CommandResult.Done;
    }

    private static CommandResult? Who(Room room, Member member, ChatText argument)
    {
        var present = room.Present();
        var line = new StringBuilder($"{present.Count} here:");
        foreach (var one in present)
        {
            if (line.Length > 600)
            {
                room.Notify(member, line.ToString());
                line.Clear().Append("and");
            }

            line.Append(' ').Append(one.Name).Append(one.IsBot ? " (bot)" : "");
        }

        room.Notify(member, line.ToString());
        return CommandResult.Done;
    }

    private static CommandResult? Nick(Room room, Member member, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        return CommandResult.Unless(
            Nickname.TryParse(argument.Bytes.TrimEnd((byte)' '), out var wanted) ? room.Rename(member, wanted) : Refusal.BadName);
    }

    private static CommandResult? Me(Room room, Member member, ChatText argument) =>
        argument.IsEmpty ? null : room.Act(member, argument);

    private static CommandResult? Msg(Room room, Member member, ChatText argument)
    {
        var name = argument.FirstWord(out var text);
        if (text.IsEmpty)
        {
            return null;
        }

        return CommandResult.Unless(
            Nickname.TryParse(name, out var to)
                ? room.Whisper(member, to, text)
                : Refusal.NobodyNamed(Encoding.UTF8.GetString(name)));
    }
}
