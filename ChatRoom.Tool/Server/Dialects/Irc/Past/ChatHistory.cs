using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Dialects.Irc.Past;

/// <summary>Answers CHATHISTORY from the rooms that the client is in. Private texts are not kept, so persons have no history. Loop thread only.</summary>
internal static class ChatHistory
{
    /// <summary>Bytes of one answer.</summary>
    private const int MaxBytes = 256 << 10;

    /// <summary>Returns the answer, or why there is none.</summary>
    public static async ValueTask<(byte[] Answer, PastFault? Fault)> AnswerAsync(IrcClient client, IReadOnlyList<string> parameters)
    {
        var (request, fault) = PastRequest.Parse(parameters);
        if (request is null)
        {
            return ([], fault);
        }

        if (request.Subcommand == PastSubcommand.Targets)
        {
            return (await TargetsAsync(client, request), null);
        }

        if (client.TryFindJoined(request.Target, out var joined))
        {
            return (await MessagesAsync(client, request, joined), null);
        }

        return !ChannelName.Looks(request.Target) && Nickname.TryParse(request.Target, out var person)
            ? (new PastAnswer(client.Caps, $"chathistory {person}").ToArray(), null)
            : ([], new PastFault(PastFault.InvalidTarget, "You are in no such room.", parameters[0], request.Target));
    }

    private static async ValueTask<byte[]> MessagesAsync(IrcClient client, PastRequest request, JoinedRoom joined)
    {
        var answer = new PastAnswer(client.Caps, $"chathistory {joined.Channel}");
        var queries = request.Queries(joined.Room.Nickname, joined.Member.Log.Head.NextId - 1);
        foreach (var query in queries)
        {
            var found = await joined.Room.Queries.ReadPastAsync(query);
            await answer.AddAsync(found, query.IsNewest, MaxBytes / queries.Length);
        }

        return answer.ToArray();
    }

    /// <summary>The rooms whose newest message is between two times, with its time: the room in which nothing was said for longest is the first.</summary>
    private static async ValueTask<byte[]> TargetsAsync(IrcClient client, PastRequest request)
    {
        var (from, to) = (request.First!.Value.Time, request.Second!.Value.Time);
        var targets = new List<(string Channel, long Time)>();
        foreach (var joined in client.Joined.ToArray())
        {
            if (await joined.Room.Queries.ReadPastAsync(PastQuery.Newest(1)) is [var newest] && newest.Time > Math.Min(from, to) && newest.Time < Math.Max(from, to))
            {
                targets.Add((joined.Channel, newest.Time));
            }
        }

        targets.Sort((one, other) => one.Time.CompareTo(other.Time));
        var answer = new PastAnswer(client.Caps, "draft/chathistory-targets");
        foreach (var (channel, time) in request.IsBackwards ? targets.TakeLast(request.Limit) : targets.Take(request.Limit))
        {
            answer.Add($"CHATHISTORY TARGETS {channel} {Written(time)}");
        }

        return answer.ToArray();
    }

    private static string Written(long time)
    {
        Span<byte> written = stackalloc byte[EventTime.Length];
        return EventTime.TryWrite(time, written) ? Encoding.ASCII.GetString(written) : "*";
    }
}
