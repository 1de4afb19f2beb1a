using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// Writes what happens in a room to its log on disk before anybody is told. Where it cannot, nothing has
/// happened, and the operator is told, once for each time that it begins and ends. Guarded by the room's lock.
/// </summary>
internal sealed class Journal(RoomStore store, LogPolicy logPolicy)
{
    private readonly ReportOnce _reportOnce = new(logPolicy.Report, $"what is said in {store.Room} is written down again");

    private readonly ReportOnce _removal = new(logPolicy.Report, $"the log of {store.Room} is where it should be");

    public RoomStore Store => store;

    /// <summary>Adds an event to what is written next.</summary>
    public void Add(in ServerLine line, in Stamp stamp)
    {
        Span<byte> session = stackalloc byte[SessionId.MaxLength];
        Span<NumberRange> refused = stackalloc NumberRange[stamp.Session is { Refused.Ranges.Count: > 0 } ? SessionStamp.MostRefused : 0];
        store.Add(line, Spell(stamp, session, refused));
        if (line.Kind == ServerLineKind.Topic)
        {
            store.AddTopic(new StoredTopic(line.Time, line.Name, line.Text), default);
        }
    }

    /// <summary>Adds that a line of a session is dealt with of which no event comes.</summary>
    public void AddMark(in Stamp stamp, long time)
    {
        Span<byte> session = stackalloc byte[SessionId.MaxLength];
        Span<NumberRange> refused = stackalloc NumberRange[SessionStamp.MostRefused];
        store.AddMark(Spell(stamp, session, refused), time);
    }

    /// <summary>Writes what was added; where that cannot be, none of it happens.</summary>
    public Refusal? TryWrite()
    {
        var begin = logPolicy.Times.Appending();
        string? whyNot = null;
        var isWritten = logPolicy.SyncsAlways && store.HasSyncFailed ? store.Abandon(out whyNot) : store.TryCommit(out whyNot);
        logPolicy.Times.Appended(begin);
        if (!isWritten)
        {
            _reportOnce.Met($"what is said in {store.Room} is refused until it can be written down: {whyNot}");
            return Refusal.NotWritten;
        }

        _reportOnce.Over();
        return null;
    }

    /// <summary>Writes the log's newest file again if somebody has removed it, and tells the operator.</summary>
    public void Restore()
    {
        if (store.Restore() is { } told)
        {
            _removal.Met(told);
        }
        else
        {
            _removal.Over();
        }
    }

    private static SessionStamp Spell(in Stamp stamp, Span<byte> session, Span<NumberRange> refused)
    {
        if (stamp.Session is not { } progress)
        {
            return new SessionStamp { More = stamp.More };
        }

        // What was refused before the session's last record stands there.
        var count = 0;
        foreach (var (first, last) in progress.Refused.Ranges)
        {
            if (first > progress.LastWritten && first < stamp.Number && count < refused.Length)
            {
                refused[count++] = new NumberRange(first, last);
            }
        }

        return new SessionStamp
        {
            Session = session[..progress.Id.Write(session)],
            Number = stamp.Number,
            Refused = refused[..count],
            More = stamp.More,
        };
    }
}
