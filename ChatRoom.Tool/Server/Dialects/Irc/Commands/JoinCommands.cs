using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Past;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>JOIN, PART, and NAMES, which lists the members of a room at its place among the events.</summary>
internal static class JoinCommands
{
    /// <summary>Bytes of the names in one line.</summary>
    private const int MaxNames = 400;

    public static readonly IrcCommand[] Table =
    [
        new("JOIN", 1, JoinAsync),
        new("PART", 1, Part),
        new("NAMES", 0, Names),
    ];

    private static async ValueTask<CloseReason?> JoinAsync(IrcClient client, IrcRequest request)
    {
        if (request[0] == "0")
        {
            foreach (var joined in client.Joined.ToArray())
            {
                Part(client, joined, "");
            }

            return null;
        }

        foreach (var channel in request[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (await JoinAsync(client, channel) is { } end)
            {
                return end;
            }
        }

        return null;
    }

    private static async ValueTask<CloseReason?> JoinAsync(IrcClient client, string channel)
    {
        if (!ChannelName.TryParse(channel, out var name))
        {
            client.Numeric("403", channel, $"That is no room: a # and a name; {Refusal.NameRules}.");
            return null;
        }

        if (client.TryFindJoined(channel, out _))
        {
            return null;
        }

        if (client.Joined.Count >= IrcClient.MaxRooms)
        {
            client.Numeric("405", channel, $"You are in {IrcClient.MaxRooms} rooms; leave one first.");
            return null;
        }

        // A list of members or the past may be long, and there may be many rooms.
        if (!await client.Mailbox.WaitForSpaceAsync())
        {
            return null;
        }

        if (!client.Mailbox.TryCreateNext(out var mailbox, new IrcRoomDialect(client.Caps)))
        {
            return CloseReason.NotReading;
        }

        var joinRequest = new JoinRequest(client.Nick!, mailbox, client.Address, IsBot: client.IsBot, Status: client.Status);
        var (refusal, room, member) = await client.Rooms.EnterAsync(name, joinRequest);
        if (member is null)
        {
            mailbox.Reached();
            client.Numeric(refusal!.Code == Refusal.NameTakenCode ? "437" : "403", channel, refusal.Text);
            return null;
        }

        var joined = client.Add(room!, member);
        var reply = client.Reply();
        TopicCommands.AddTopic(joined.Room, reply);
        AddNames(client, joined.Room, reply);

        // All of it comes after its own join, and before anything that happens while the past is read.
        var place = member.Log.AppendedHead;
        var past = await Playback.ReadAsync(client, joined, place.NextId);

        // An operator may have sent it away meanwhile.
        if (client.Joined.Contains(joined))
        {
            member.SendRaw(place, reply.Bytes);
            member.SendRaw(place, past);
        }

        member.Mailbox.Feed?.Follow(member);
        return null;
    }

    private static ValueTask<CloseReason?> Part(IrcClient client, IrcRequest request)
    {
        foreach (var channel in request[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (client.TryFindJoined(channel, out var joined))
            {
                Part(client, joined, request[1]);
            }
            else if (ChannelName.TryParse(channel, out var name) && client.Rooms.Find(name.Bytes) is not null)
            {
                client.Numeric("442", channel, "You are not in that room.");
            }
            else
            {
                client.Numeric("403", channel, "There is no such room.");
            }
        }

        return IrcCommands.Done;
    }

    /// <summary>The others are not shown the reason: a text of the client's own could look like that of an operator.</summary>
    private static void Part(IrcClient client, JoinedRoom joined, string reason)
    {
        var last = client.Reply();
        _ = reason.Length == 0 ? last.Line(client.Source, "PART", joined.Channel) : last.Line(client.Source, "PART", joined.Channel, reason);
        client.Leave(joined, last, why: "", CloseReason.Quit);
    }

    private static ValueTask<CloseReason?> Names(IrcClient client, IrcRequest request)
    {
        var channel = request[0].Split(',')[0];
        var reply = client.Reply();
        if (client.TryFindJoined(channel, out var joined))
        {
            AddNames(client, joined.Room, reply);
            joined.Send(reply);
        }
        else
        {
            if (ChannelName.TryParse(channel, out var name) && client.Rooms.Find(name.Bytes) is { } room)
            {
                AddNames(client, room, reply);
            }
            else
            {
                reply.Numeric("366", channel.Length == 0 ? "*" : channel, "End of the names");
            }

            client.Send(reply);
        }

        return IrcCommands.Done;
    }

    private static void AddNames(IrcClient client, Room room, IrcReply reply)
    {
        var names = new StringBuilder();
        foreach (var seat in room.Seats.All)
        {
            var mark = room.Moderation.TryFind(seat.Name, out var member) && member.IsOperator ? "@" : "";
            var name = client.Caps.HasFlag(IrcCaps.UserhostInNames) ? string.Create(CultureInfo.InvariantCulture, $"{mark}{seat.Name}!{seat.Name}@chatroom") : $"{mark}{seat.Name}";
            if (names.Length + 1 + name.Length > MaxNames)
            {
                reply.Numeric("353", "=", $"#{room}", names.ToString());
                names.Clear();
            }

            names.Append(names.Length == 0 ? "" : " ").Append(name);
        }

        if (names.Length > 0)
        {
            reply.Numeric("353", "=", $"#{room}", names.ToString());
        }

        reply.Numeric("366", $"#{room}", "End of the names");
    }
}
