using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>TOPIC: reads and sets the topic of a room.</summary>
internal static class TopicCommands
{
    public static readonly IrcCommand[] Table = [new("TOPIC", 1, TopicAsync)];

    /// <summary>Adds the topic with its author and time, if there is one.</summary>
    public static void AddTopic(Room room, IrcReply reply)
    {
        if (room.Topic is { } topic)
        {
            var seconds = (topic.Time / 1000).ToString(CultureInfo.InvariantCulture);
            reply.Numeric("332", $"#{room}", topic.ToString()).Numeric("333", $"#{room}", topic.By, seconds);
        }
    }

    private static async ValueTask<CloseReason?> TopicAsync(IrcClient client, IrcRequest request)
    {
        if (!ChannelName.TryParse(request[0], out var name) || client.Rooms.Find(name.Bytes) is not { } room)
        {
            client.Numeric("403", request[0], "There is no such room.");
        }
        else if (request.Count == 1)
        {
            Show(client, room);
        }
        else if (!client.TryFindJoined(request[0], out var joined))
        {
            client.Numeric("442", request[0], "You are not in that room.");
        }
        else
        {
            await SetAsync(client, joined, request[1]);
        }

        return null;
    }

    private static void Show(IrcClient client, Room room)
    {
        var reply = client.Reply();
        if (room.Topic is null)
        {
            reply.Numeric("331", $"#{room}", "There is no topic.");
        }

        AddTopic(room, reply);
        client.Send(reply);
    }

    private static async ValueTask SetAsync(IrcClient client, JoinedRoom joined, string wanted)
    {
        if (client.Rooms.Moderator.TopicLocks.Contains(joined.Room.Name) && !client.Status.IsOperator)
        {
            client.Numeric("482", joined.Channel, Refusal.TopicLocked.Text);
            return;
        }

        if (await SetAsync(joined, Encoding.UTF8.GetBytes(wanted)) is { } refusal)
        {
            client.Fail("TOPIC", refusal == Refusal.TopicTooLong ? "TOPIC_TOO_LONG" : "CANNOT_SET", refusal.Text, joined.Channel);
        }
    }

    private static ValueTask<Refusal?> SetAsync(JoinedRoom joined, byte[] wanted) =>
        !ChatText.TryParse(wanted, new byte[Limits.FilterScratch], out var text) || text.Bytes.Length > Limits.MaxTopic
            ? ValueTask.FromResult<Refusal?>(Refusal.TopicTooLong)
            : joined.Room.SetTopicAsync(joined.Member, text);
}
