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

        // If the event that it has seen is not there, the room's log was lost.
        var (server, before) = (client.Server, PastPlace.Event(beforeId));
        var query = server.LastSeen.Find(joined.Member.Name, client.Address, joined.Room.Nickname, server.Options.Time.GetUtcNow()) is { } seen && seen < beforeId
            ? PastQuery.Newest(MostMissed, before, after: PastPlace.Event(seen))
            : PastQuery.Newest(Usual, before);
        var found = await joined.Room.Queries.ReadPastAsync(query);
        if (found.Count == 0 || !await client.Mailbox.WaitForSpaceAsync())
        {
            return [];
        }

        var answer = new PastAnswer(client.Caps, $"chathistory {joined.Channel}");
        answer.Add(found, isNewest: true, MaxBytes);
        return answer.ToArray();
    }
}
