using System.Text;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Records;

/// <summary>What a room's log comes to, record by record: all that a new segment must repeat. Guarded by the room's lock.</summary>
internal sealed class LogState(Nickname room)
{
    /// <summary>Characters of an identity.</summary>
    public const int IdentityLength = 16;

    /// <summary>What tells this log from any other that a room of this name had or will have. Empty until it is known.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>The room as it was first spelled.</summary>
    public Nickname Room { get; private set; } = room;

    /// <summary>The newest event's; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The newest event's, in Unix milliseconds; before the first of a segment, its header's.</summary>
    public long LastTime { get; private set; }

    /// <summary>Null where there is none.</summary>
    public StoredTopic? Topic { get; private set; }

    public KnownSessions Sessions { get; } = new();

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
            Sessions.Came(record);
        }
    }

    /// <summary>There are events up to that one, the last at that time, of nobody's session.</summary>
    public void Came(long lastId, long time)
    {
        if (lastId > 0)
        {
            SkipTo(lastId);
            LastTime = time;
        }
    }

    /// <summary>No event up to that one is given out any more.</summary>
    public void SkipTo(long id) => LastId = Math.Max(LastId, id);

    public void MakeIdentity() => Identity = RandomHex.New(IdentityLength);

    private void ApplyHeader(in LogRecord record)
    {
        SkipTo(record.Id - 1);
        if (record.Identity.Length == IdentityLength)
        {
            Identity = Encoding.ASCII.GetString(record.Identity);
        }

        // A folder that somebody renamed is the room of its new name.
        if (Nickname.TryParse(record.Name, out var name) && name.Equals(Room))
        {
            Room = name;
        }
    }
}
