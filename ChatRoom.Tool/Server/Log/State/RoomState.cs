using System.Text;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log.State;

/// <summary>
/// The state of a room: its members, sessions, topic and last id. It follows from the records of the room's log, and from nothing
/// else: a server that runs and one that starts apply the same records. Loop thread only.
/// </summary>
internal sealed class RoomState(Nickname room) : IReplayedState
{
    /// <summary>Hex digits of an identity.</summary>
    public const int IdentityLength = 16;

    /// <summary>Distinguishes this log from any other of a room with this name, past or future. Empty until it is known.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>The room as it was first spelled.</summary>
    public Nickname Room { get; private set; } = room;

    /// <summary>Nothing has happened in the room, and nobody is known there.</summary>
    public bool IsEmpty => LastId == 0 && Topic is null && Seats.Count == 0 && Sessions.Count == 0;

    /// <summary>The id of the newest event; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The time of the newest event or of a later header, in Unix milliseconds.</summary>
    public long LastTime { get; private set; }

    /// <summary>null: no topic.</summary>
    public Topic? Topic { get; private set; }

    public Seats Seats { get; } = new();

    public KnownSessions Sessions { get; } = new();

    /// <summary>The newest header is of a version that did not repeat the members.</summary>
    public bool IsOldVersion { get; private set; }

    /// <summary>Connections of an earlier run still have seats or sessions, or may have: a start ends them with a record.</summary>
    public bool HasEarlierHolders => Seats.Count > 0 || Sessions.AreHeld || (IsOldVersion && LastId > 0);

    /// <summary>The state of a new room whose log is kept in memory only.</summary>
    public static RoomState InMemory(Nickname room)
    {
        var state = new RoomState(room);
        state.MakeIdentity();
        return state;
    }

    public void BeginSegment(long firstId, bool hasSoundHead) => SkipTo(firstId - 1);

    public bool TryRead(ReadOnlySpan<byte> line, out ReplayedRecord record)
    {
        var isWhole = LogRecord.TryParse(line, out var parsed);
        record = Describe(parsed);
        return isWhole;
    }

    public bool TryApply(ReadOnlySpan<byte> line, out ReplayedRecord record)
    {
        var follows = LogRecord.TryParse(line, out var parsed) && !(parsed.Kind == LogRecordKind.Event && parsed.Line.Id <= LastId);
        record = Describe(parsed);
        if (follows)
        {
            Apply(parsed);
        }

        return follows;
    }

    /// <summary>Applies records that were committed, as a restart would.</summary>
    public void Apply(RecordBatch batch)
    {
        if (batch.IsPlain)
        {
            // Only messages, and nobody has a session: they change no more than this.
            (LastId, LastTime) = (batch.LastId, batch.LastTime);
            return;
        }

        var records = batch.Bytes;
        while (!records.IsEmpty)
        {
            var end = records.IndexOf((byte)'\n');
            if (LogRecord.TryParse(records[..end], out var record))
            {
                Apply(record);
            }

            records = records[(end + 1)..];
        }
    }

    /// <summary>Another spelling of the name, before anything has happened in the room.</summary>
    public void Spell(Nickname room) => Room = IsEmpty ? room : Room;

    /// <summary>Takes the state that other servers have, in place of its own.</summary>
    /// <param name="head">The records of the head of a segment; empty: nothing has happened in the room.</param>
    public void Restore(ReadOnlySpan<byte> head, string identity)
    {
        (LastId, LastTime, Topic, IsOldVersion) = (0, 0, null, false);
        Seats.Clear();
        Sessions.Clear();
        while (!head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            _ = TryApply(head[..end], out _);
            head = head[(end + 1)..];
        }

        Identity = identity;
    }

    /// <summary>Makes sure that no id up to this one is given out again.</summary>
    public void SkipTo(long id) => LastId = Math.Max(LastId, id);

    public void MakeIdentity() => Identity = RandomHex.New(IdentityLength);

    private void Apply(in LogRecord record)
    {
        var session = record.Stamp.Session.IsEmpty ? null : Sessions.FindOrAdd(record.Stamp.Session);
        session?.Advance(record.Stamp, record.Time, record.Line.Kind is ServerLineKind.Join or ServerLineKind.Leave ? 0 : record.Id);
        switch (record.Kind)
        {
            case LogRecordKind.Event:
                (LastId, LastTime) = (record.Id, record.Time);
                ApplyEvent(record, session);
                break;
            case LogRecordKind.Header:
                ApplyHeader(record);
                break;
            case LogRecordKind.Subject:
                Topic = Topic.Of(record.Line);
                break;
            case LogRecordKind.Seat:
                Sit(record, session);
                break;
            case LogRecordKind.Forget:
                Sessions.ForgetBefore(record.Time);
                break;
            default:
                session?.Name(record.Line.Name, record.Stamp.Asked, isNew: true);
                break;
        }

        if (session is not null)
        {
            ApplyHolder(session, record.Stamp);
        }
    }

    private void ApplyEvent(in LogRecord record, KnownSession? session)
    {
        switch (record.Line.Kind)
        {
            case ServerLineKind.Join:
                session?.Name(record.Line.Name, record.Stamp.Asked, isNew: true);
                Sit(record, session);
                break;
            case ServerLineKind.Leave when Find(record.Line.Name) is { } left:
                Seats.Remove(left);
                if (left.Session is { } released)
                {
                    Sessions.Release(released);
                }

                break;
            case ServerLineKind.Rename when Find(record.Line.Other) is { } renamed && Nickname.TryParse(record.Line.Name, out var name):
                Seats.Rename(renamed, name);
                renamed.Session?.Name(record.Line.Name, asked: default, isNew: false);
                break;
            case ServerLineKind.Topic:
                Topic = Topic.Of(record.Line);
                break;
            case ServerLineKind.Start:
                Seats.Clear();
                Sessions.ReleaseAll(record.Time);
                IsOldVersion = false;
                break;
            default:
                break;
        }
    }

    private void ApplyHeader(in LogRecord record)
    {
        (LastTime, IsOldVersion) = (record.Time, record.IsOldVersion);
        SkipTo(record.Id - 1);
        if (record.Line.Code.Length == IdentityLength)
        {
            Identity = Encoding.ASCII.GetString(record.Line.Code);
        }

        // The header gives only the spelling: if somebody renamed the folder, it belongs to the room of its new name.
        if (Nickname.TryParse(record.Line.Room, out var name) && name.Equals(Room))
        {
            Room = name;
        }
    }

    private void ApplyHolder(KnownSession session, in ReadStamp stamp)
    {
        if (stamp.IsOver)
        {
            Sessions.Forget(session);
        }
        else if (stamp.Holder is > 0 and var holder)
        {
            Sessions.Hold(session, holder);
            _ = session.Seat?.Holder = holder;
        }
        else if (stamp.Holder == 0 || session.Holder == 0)
        {
            Sessions.Release(session);
        }
    }

    private void Sit(in LogRecord record, KnownSession? session)
    {
        if (Nickname.TryParse(record.Line.Name, out var name))
        {
            var seat = new Seat(name, record.Line.IsBot, record.Time) { Holder = record.Stamp.Holder ?? 0, Session = session };
            Seats.Add(seat);
            _ = session?.Seat = seat;
        }
    }

    private Seat? Find(ReadOnlySpan<byte> name) =>
        Nickname.TryParse(name, out var parsed) && Seats.TryFind(parsed, out var seat) ? seat : null;

    private static ReplayedRecord Describe(in LogRecord record) =>
        new(record.Kind == LogRecordKind.Header, record.Kind == LogRecordKind.Event, record.Stamp.More);
}
