using System.Globalization;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Rooms.SlashCommands;

namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>
/// LIST: the rooms with members or a topic, as the slash command lists them.
/// <code>
/// LIST [CONDITION *("," CONDITION)]      CONDITION = #ROOM | &gt;MEMBERS | &lt;MEMBERS
/// </code>
/// Several rooms are alternatives; numbers of members apply to all. Source: Modern IRC, "LIST message", with ELIST=U.
/// </summary>
internal static class RoomsAnswer
{
    public static void Send(IrcClient client, IrcRequest request)
    {
        var conditions = request[0].Split(',', StringSplitOptions.RemoveEmptyEntries);
        var channels = conditions.Where(ChannelName.Looks).ToArray();
        var numbers = conditions.Except(channels).ToArray();
        var (rooms, count) = channels.Length == 0 ? RoomCommands.List(client.Rooms) : (Named(client, channels), 0);
        var reply = client.Reply().Numeric("321", "Channel", "Users  Name");
        foreach (var (name, members, topic) in rooms.Where(room => numbers.All(number => Fits(room.Members, number))))
        {
            reply.Numeric("322", $"#{name}", members.ToString(CultureInfo.InvariantCulture), topic);
        }

        if (count > rooms.Count)
        {
            reply.Numeric("416", "LIST", $"Only the {rooms.Count} rooms with the most members are listed, of {count}.");
        }

        client.Send(reply.Numeric("323", "End of the list"));
    }

    private static List<(string Name, int Members, string Topic)> Named(IrcClient client, string[] channels) =>
    [
        .. from channel in channels
           let room = ChannelName.TryParse(channel, out var name) ? client.Rooms.Find(name.Bytes) : null
           where room is not null && (room.Seats.Count > 0 || room.Topic is not null)
           select (room.ToString(), room.Seats.Count, room.Topic?.ToString() ?? ""),
    ];

    /// <summary>False for a condition that is not known: the list is empty then, not wrong.</summary>
    private static bool Fits(int members, string condition) =>
        int.TryParse(condition.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && condition[0] switch { '>' => members > number, '<' => members < number, _ => false };
}
