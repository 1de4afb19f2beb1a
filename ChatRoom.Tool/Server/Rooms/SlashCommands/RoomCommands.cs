using System.Globalization;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The commands about rooms: which there are, the way to another, what one is about, and what was said in it.</summary>
internal static class RoomCommands
{
    /// <summary>Rooms that one answer lists: it must find room in a mailbox.</summary>
    private const int MostListed = 100;

    /// <summary>What is told again where no number is given: about a screen.</summary>
    private const int UsualHistory = 20;

    public static CommandResult? Rooms(CommandContext by, ChatText argument)
    {
        var rooms = by.Rooms.All()
            .Select(room => (Name: room.ToString(), Members: room.Present().Count, Topic: room.Topic?.Text ?? ""))
            .Where(room => room.Members > 0 || room.Topic.Length > 0)
            .OrderByDescending(room => room.Members)
            .ToList();
        foreach (var room in rooms.Take(MostListed))
        {
            by.Notify($"{room.Name,-16} {room.Members,2} here  {room.Topic}".TrimEnd());
        }

        if (rooms.Count > MostListed)
        {
            by.Notify($"and {rooms.Count - MostListed} more");
        }

        return CommandResult.Done;
    }

    public static CommandResult? Join(CommandContext by, ChatText argument)
    {
        var name = argument.Bytes.TrimEnd((byte)' ');
        return name.IsEmpty ? null
            : by.Member.IsBot || by.Member.Mailbox.Dialect == Dialect.Tutorial ? CommandResult.Unless(Refusal.CannotMove)
            : Nickname.TryParse(name, out var room) ? new CommandResult(GoesTo: room)
            : CommandResult.Unless(Refusal.BadRoom);
    }

    public static CommandResult? Topic(CommandContext by, ChatText argument)
    {
        var text = argument.Bytes.TrimEnd((byte)' ').SequenceEqual("-"u8) ? default : argument;
        if (argument.IsEmpty || (text.IsEmpty && by.Room.Topic is null))
        {
            TellTopic(by);
            return CommandResult.Done;
        }

        return text.Bytes.Length > Limits.MaxTopic ? CommandResult.Unless(Refusal.TopicTooLong)
            : by.Rooms.Moderator.TopicLocks.Contains(by.Room.Name) && !by.Member.IsOperator ? CommandResult.Unless(Refusal.TopicLocked)
            : by.Room.SetTopic(by.Member, text);
    }

    public static CommandResult? History(CommandContext by, ChatText argument)
    {
        var count = UsualHistory;
        if (!argument.IsEmpty
            && (!int.TryParse(argument.Bytes.TrimEnd((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out count)
                || count is 0 or > Limits.MaxHistory))
        {
            return CommandResult.Unless(Refusal.BadHistory);
        }

        by.Room.TellHistory(by.Member, count);
        return CommandResult.Done;
    }

    private static void TellTopic(CommandContext by)
    {
        if (by.Room.Topic is { } topic)
        {
            by.Notify($"Topic: {topic.Text}");
            by.Notify(topic.Origin);
        }
        else
        {
            by.Notify("There is no topic; /topic TEXT sets one.");
        }
    }
}
