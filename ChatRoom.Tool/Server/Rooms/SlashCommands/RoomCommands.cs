using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The commands about rooms: their list, moves, topics and history.</summary>
internal static class RoomCommands
{
    /// <summary>Rooms in one answer: it must fit into a mailbox.</summary>
    private const int MaxListed = 100;

    /// <summary>Messages that are sent again if no number is given: about a screen.</summary>
    private const int UsualHistory = 20;

    public static CommandResult? Rooms(CommandContext context, ChatText argument)
    {
        var (rooms, count) = List(context.Rooms);
        foreach (var (room, members, topic) in rooms)
        {
            context.Notify($"{room,-16} {members,2} here  {topic}".TrimEnd());
        }

        if (count > rooms.Count)
        {
            context.Notify($"and {count - rooms.Count} more");
        }

        return CommandResult.Done;
    }

    /// <summary>The rooms with members or a topic, those with the most members first; and how many there are, even if not all fit into one answer.</summary>
    public static (List<(string Name, int Members, string Topic)> Rooms, int Count) List(RoomList roomList)
    {
        var rooms = roomList.All()
            .Select(room => (Name: room.ToString(), room.Count().Members, Topic: room.Topic?.ToString() ?? ""))
            .Where(room => room.Members > 0 || room.Topic.Length > 0)
            .OrderByDescending(room => room.Members)
            .ToList();
        return (rooms.GetRange(0, Math.Min(rooms.Count, MaxListed)), rooms.Count);
    }

    public static CommandResult? Join(CommandContext context, ChatText argument)
    {
        var name = argument.Bytes.TrimEnd((byte)' ');
        return name.IsEmpty ? null
            : context.Member.IsBot || !context.Member.Mailbox.Dialect.CanMove ? CommandResult.Unless(Refusal.CannotMove)
            : Nickname.TryParse(name, out var room) ? new CommandResult(GoesTo: room)
            : CommandResult.Unless(Refusal.BadRoom);
    }

    public static CommandResult? Topic(CommandContext context, ChatText argument)
    {
        var text = argument.Bytes.TrimEnd((byte)' ').SequenceEqual("-"u8) ? default : argument;
        if (argument.IsEmpty || (text.IsEmpty && context.Room.Topic is null))
        {
            SendTopic(context);
            return CommandResult.Done;
        }

        return text.Bytes.Length > Limits.MaxTopic ? CommandResult.Unless(Refusal.TopicTooLong)
            : context.Rooms.Moderator.TopicLocks.Contains(context.Room.Name) && !context.Member.IsOperator ? CommandResult.Unless(Refusal.TopicLocked)
            : CommandResult.Of(context.Room.SetTopicAsync(context.Member, text));
    }

    public static CommandResult? History(CommandContext context, ChatText argument)
    {
        var count = UsualHistory;
        if (!argument.IsEmpty
            && (!int.TryParse(argument.Bytes.TrimEnd((byte)' '), NumberStyles.None, CultureInfo.InvariantCulture, out count)
                || count is 0 or > Limits.MaxHistory))
        {
            return CommandResult.Unless(Refusal.BadHistory);
        }

        return CommandResult.Of(SendHistoryAsync(context, count));
    }

    private static async ValueTask<Refusal?> SendHistoryAsync(CommandContext context, int count)
    {
        await context.Room.Queries.SendHistoryAsync(context.Member, count, context.WantsTypedAnswers);
        return null;
    }

    private static void SendTopic(CommandContext context)
    {
        if (context.Room.Topic is not { } topic)
        {
            context.Notify("There is no topic; /topic TEXT sets one.");
        }
        else if (context.WantsTypedAnswers)
        {
            context.Room.Send(context.Member, topic.ToLine(context.Room.Name));
        }
        else
        {
            context.Notify($"Topic: {topic}");
            context.Notify($"{topic.By} set it, {UtcTime.Full(topic.Time)} UTC");
        }
    }
}
