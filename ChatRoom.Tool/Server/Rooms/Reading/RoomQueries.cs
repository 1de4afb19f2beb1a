using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>Answers for one peer alone: the members, and what was said. Loop thread only.</summary>
/// <param name="commit">Commits what was said before, so that an answer has it.</param>
/// <param name="earlier">The members at the end of the server before this one.</param>
internal sealed class RoomQueries(RoomState state, RoomLog log, Action commit, EarlierMembers earlier)
{
    public EarlierMembers Earlier => earlier;

    /// <summary>The event at which a reader begins; null: the next one. A search runs on another thread, so that it delays nobody.</summary>
    public async ValueTask<long?> FindStartAsync(Since since, string knownLog)
    {
        // The reader knows another log: it has read nothing of this one.
        since = knownLog.Length > 0 && knownLog != state.Identity ? Since.All : since;
        if (since.Kind is SinceKind.Now or SinceKind.All or SinceKind.After)
        {
            return since.Kind == SinceKind.Now ? null : since.Kind == SinceKind.All ? 1 : Math.Min(since.Value, long.MaxValue - 1) + 1;
        }

        var (next, now) = (log.Typed.Head.NextId, log.Now());
        return await Task.Run(() => LogSearch.Find(log.Typed, since, now)) is { } place ? place.NextId : next;
    }

    /// <summary>The messages and actions that the query asks for. The search runs on another thread, so that it delays nobody.</summary>
    public Task<List<PastEvent>> ReadPastAsync(PastQuery query)
    {
        commit();
        var typed = log.Typed;
        return Task.Run(() => new PastSearch(typed, query).Find());
    }

    /// <summary>Sends a program the members of the room, even if it is no reader of the room.</summary>
    public void SendPresent(Mailbox mailbox, Reader? reader)
    {
        commit();

        // The answer's place is before the first join or leave that the answer does not include.
        var answer = PresentLines.Encode(mailbox.Dialect, state);
        if (reader is null)
        {
            mailbox.TryAddRaw(default, answer);
        }
        else
        {
            reader.SendRaw(reader.Place, answer);
        }
    }

    /// <summary>Sends one reader the last messages again, as past events or as notices. A search runs on another thread, so that it delays nobody.</summary>
    public async Task SendHistoryAsync(Reader reader, int count, bool asEvents)
    {
        commit();
        var (dialect, typed, room, now) = (reader.Mailbox.Dialect, log.Typed, state.Room.Bytes.ToArray(), log.Now());
        var history = await Task.Run(() => (asEvents ? History.Events(typed, room, count, now) : History.Notices(dialect, typed, room, count, now)).ToArray());
        reader.SendRaw(reader.Place, history);
    }
}
