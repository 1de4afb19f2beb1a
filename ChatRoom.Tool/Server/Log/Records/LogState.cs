using System.Text;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Records;

/// <summary>The state that follows from the records of a room's log: all that a new segment must repeat. Loop thread only.</summary>
internal sealed class LogState(Nickname room) : IReplayedState
{
    /// <summary>Hex digits of an identity.</summary>
    public const int IdentityLength = 16;

    /// <summary>Distinguishes this log from any other of a room with this name, past or future. Empty until it is known.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>The room as it was first spelled.</summary>
    public Nickname Room { get; private set; } = room;

    /// <summary>The id of the newest event; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The time of the newest event or of a later header, in Unix milliseconds.</summary>
    public long LastTime { get; private set; }

    /// <summary>null: no topic.</summary>
    public StoredTopic? Topic { get; private set; }

    public KnownSessions Sessions { get; } = new();

    public void BeginSegment(long firstId, bool hasSoundHead) => SkipTo(firstId - 1);

    public bool TryRead(ReadOnlySpan<byte> line, out ReplayedRecord record)
    {
        var isWhole = LogRecord.TryParse(line, out var parsed);
        record = Describe(parsed);
        return isWhole;
    }

    public bool TryApply(ReadOnlySpan<byte> line, out ReplayedRecord record)
    {
        var follows = LogRecord.TryParse(line, out var parsed) && !(parsed.Kind == LogRecordKind.Event && parsed.Id <= LastId);
        record = Describe(parsed);
        if (follows)
        {
            Apply(parsed);
        }

        return follows;
    }

    public void Apply(in LogRecord record)
    {
        switch (record.Kind)
        {
            case LogRecordKind.Event:
                (LastId, LastTime) = (record.Id, record.Time);
                break;
            case LogRecordKind.Header:
                LastTime = record.Time;
                ApplyHeader(record);
                break;
            case LogRecordKind.Subject:
                Topic = record.Text.IsEmpty ? null : new StoredTopic(record.Time, record.Name, record.Text);
                break;
            default:
                break;
        }

        if (!record.Session.IsEmpty)
        {
            Sessions.Apply(record);
        }
    }

    /// <summary>Applies events without a session, up to <paramref name="lastId"/> at <paramref name="time"/>.</summary>
    public void ApplyEvents(long lastId, long time)
    {
        if (lastId > 0)
        {
            SkipTo(lastId);
            LastTime = time;
        }
    }

    /// <summary>Makes sure that no id up to this one is given out again.</summary>
    public void SkipTo(long id) => LastId = Math.Max(LastId, id);

    public void MakeIdentity() => Identity = RandomHex.New(IdentityLength);

    private static ReplayedRecord Describe(in LogRecord record) =>
        new(record.Kind == LogRecordKind.Header, record.Kind == LogRecordKind.Event, record.More);

    private void ApplyHeader(in LogRecord record)
    {
        SkipTo(record.Id - 1);
        if (record.Identity.Length == IdentityLength)
        {
            Identity = Encoding.ASCII.GetString(record.Identity);
        }

        // The header gives only the spelling: if somebody renamed the folder, it belongs to the room of its new name.
        if (Nickname.TryParse(record.Name, out var name) && name.Equals(Room))
        {
            Room = name;
        }
    }
}
