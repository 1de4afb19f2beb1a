using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Dialects.Irc.Past;

/// <summary>
/// The messages that a client is shown when it joins a room. Only one that is sent their times, because others would take them
/// for new. None if it asks for history itself, or if it is a program, which might answer them again. Loop thread only.
/// </summary>
internal static class Playback
{
    /// <summary>Messages for a nick that was not here before.</summary>
    private const int Usual = 20;

    /// <summary>Messages for a nick that comes back: as many as it missed, up to these.</summary>
    private const int MostMissed = 200;

    /// <summary>Bytes for one room.</summary>
    private const int MaxBytes = 64 << 10;

    /// <summary>Reads the messages, and waits until the client has read enough of what it was sent before; empty: there are none.</summary>
    /// <param name="beforeId">The event after the client's own join.</param>
    public static async ValueTask<byte[]> ReadAsync(IrcClient client, JoinedRoom joined, long beforeId)
    {
        if (client.IsBot || !client.Caps.HasFlag(IrcCaps.ServerTime) || client.Caps.HasFlag(IrcCaps.ChatHistory))
        {
            return [];
        }

        var (nick, room) = (joined.Member.Name, joined.Room);
        var earlier = room.Queries.Earlier.Take(nick) is { } id ? PastPlace.Event(id) : (PastPlace?)null;
        var seen = client.Server.LastSeen.Find(nick, client.Address, room.Nickname, client.Server.Options.Time.GetUtcNow()) ?? earlier;
        var query = seen is { } after
            ? PastQuery.Newest(MostMissed, PastPlace.Event(beforeId), after)
            : PastQuery.Newest(Usual, PastPlace.Event(beforeId));

        // Events before its own join may wait for the disk, and only those that are published are found.
        await room.WaitForDiskAsync();
        var found = await room.Queries.ReadPastAsync(query);
        if (found.Count == 0 || !await client.Mailbox.WaitForSpaceAsync())
        {
            return [];
        }

        var answer = new PastAnswer(client.Caps, $"chathistory {joined.Channel}");
        await answer.AddAsync(found, isNewest: true, MaxBytes);
        return answer.ToArray();
    }
}
