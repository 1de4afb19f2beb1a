using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// The events of a room in one order. Each gets the next number and the time. All events that were added are committed
/// together: written to disk with one call, if the room has a log there, and then published. Loop thread only, except for
/// <see cref="EncodedLog"/>, which any thread reads.
/// </summary>
internal sealed class RoomLog
{
    /// <summary>If the clock goes back by no more than this, times stay the same until it has caught up. In milliseconds.</summary>
    public const long MaxHold = 10_000;

    /// <summary>Bytes of events after which a commit does not wait for the end of the round, so that a flood fills no memory.</summary>
    private const int LargestBatch = 256 << 10;

    /// <summary>Bytes of an event without its text, about.</summary>
    private const int HeadBytes = 64;

    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly Journal? _journal;
    private readonly EncodedLogs _encodedLogs;

    // Members that left while the log could not be written.
    private readonly Queue<(Nickname Name, string Why)> _pendingLeaves = [];

    private byte[] _room = [];
    private long _lastTime;
    private long _addedId;
    private int _addedSaid;
    private int _addedBytes;
    private int _addedLeaves;

    public RoomLog(TimeProvider time, long windowBytes, Journal? journal)
    {
        _time = time;
        _journal = journal;
        var typed = journal is null ? new EncodedLog(ServerLineEncoding.Typed, windowBytes, nextId: 1) : Recover(journal, windowBytes);
        _encodedLogs = new EncodedLogs(typed, windowBytes, journal?.Store);
        _addedId = LastId;
        _ages = new AgeClock(time, _lastTime);
    }

    /// <summary>All events that are kept in memory; older ones are read from disk.</summary>
    public EncodedLog Typed => _encodedLogs.Typed;

    /// <summary>The number of the newest committed event; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The number of the newest event that was added, committed or not.</summary>
    public long AddedId => _addedId;

    /// <summary>So much was added that it should be committed now.</summary>
    public bool IsBatchFull => _addedBytes >= LargestBatch;

    /// <summary>Messages and actions since the log was opened.</summary>
    public long Said { get; private set; }

    /// <summary>null: no topic.</summary>
    public Topic? Topic { get; private set; }

    /// <summary>Unix milliseconds. They run backwards only if the clock goes back by more than <see cref="MaxHold"/>.</summary>
    public long Now()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _lastTime = now > _lastTime || now < _lastTime - MaxHold ? now : _lastTime;
    }

    /// <summary>The time by which ages are judged; see <see cref="AgeClock"/>.</summary>
    public long AgeTime() => _ages.Now();

    /// <summary>
    /// Adds an event with each of the texts to the next commit; the line becomes the last of them.
    /// </summary>
    public void Add(ref ServerLine line, LineBatch lineBatch, SessionProgress? session)
    {
        line.Time = Now();
        var left = lineBatch.Count;
        foreach (var saidLine in lineBatch)
        {
            left--;
            line.Text = saidLine.Text;
            _addedBytes += saidLine.Text.Length + HeadBytes;
            Add(ref line, new Stamp(session, saidLine.Number, lineBatch.AreTogether ? left : 0));
        }

        _addedSaid += lineBatch.Count;
    }

    /// <summary>Writes and publishes everything that was added; returns why not, or null. If it is refused, nothing has happened.</summary>
    public Refusal? Commit()
    {
        _addedBytes = 0;
        if (_journal?.TryWrite() is { } refusal)
        {
            _encodedLogs.Discard();
            (_addedId, _addedSaid, _addedLeaves) = (LastId, 0, 0);
            return refusal;
        }

        if (_journal is { AwaitsDisk: true })
        {
            _journal.RequestSync();
        }
        else
        {
            _encodedLogs.Publish(_addedId + 1);
        }

        for (; _addedLeaves > 0; _addedLeaves--)
        {
            _pendingLeaves.Dequeue();
        }

        Said += _addedSaid;
        (LastId, _addedSaid) = (_addedId, 0);
        return null;
    }

    /// <summary>Syncs the log to the disk, and deletes what was dropped. Takes a disk's time. The log's own thread.</summary>
    public void Sync() => _journal?.Sync();

    /// <summary>Publishes the events that waited for the disk itself.</summary>
    public void PublishSynced()
    {
        if (_journal is { AwaitsDisk: true })
        {
            _encodedLogs.Publish(_journal.Store.SyncedId + 1);
        }
    }

    /// <summary>Adds one event and commits it; returns why not, or null. If it is refused, nothing has happened.</summary>
    public Refusal? TryAppend(ref ServerLine line, in Stamp stamp)
    {
        line.Time = Now();
        Add(ref line, stamp);
        _addedSaid += line.Kind is ServerLineKind.Message or ServerLineKind.Action ? 1 : 0;
        if (Commit() is { } refusal)
        {
            return refusal;
        }

        if (line.Kind == ServerLineKind.Topic)
        {
            Topic = Topic.Of(line);
        }

        MarkProcessed(stamp, line.Id);
        return null;
    }

    /// <summary>Appends that a member left. If the log cannot be written, the event is appended when it can.</summary>
    public void AppendLeave(ReadOnlySpan<byte> room, Nickname name, string why)
    {
        _room = room.ToArray();
        _pendingLeaves.Enqueue((name, why));
        AddPendingLeaves();
        Commit();
    }

    /// <summary>
    /// Runs at intervals: writes the newest file again if somebody has removed it, appends pending leaves, and drops
    /// old events and sessions.
    /// </summary>
    public void Maintain()
    {
        _journal?.Restore();
        if (_pendingLeaves.Count > 0)
        {
            AddPendingLeaves();
            Commit();
        }

        _journal?.Store.DropOld(AgeTime());
    }

    /// <summary>
    /// Writes a mark for a session's line that becomes no event; returns why not, or null. An act that must not happen twice comes
    /// after the mark, and does not happen if the mark fails.
    /// </summary>
    public Refusal? TryMark(in Stamp stamp)
    {
        if (stamp.Session is not null)
        {
            _journal?.AddMark(stamp, Now());
            if (Commit() is { } refusal)
            {
                return refusal;
            }
        }

        MarkProcessed(stamp, id: 0);
        return null;
    }

    /// <summary>The session is over: no client comes back to it.</summary>
    public void Forget(SessionProgress? session)
    {
        if (session is not null)
        {
            _journal?.Store.Forget(session.Id.ToString());
        }
    }

    /// <summary>The log in the encoding of a dialect, in which the events are kept from now on.</summary>
    public EncodedLog Open(Dialect dialect) => _encodedLogs.Open(dialect, LastId + 1);

    /// <summary>Adds a reader of a log that was opened, which is queued for each round that sends events of this room.</summary>
    public void AddReader(Reader reader) => _encodedLogs.AddReader(reader);

    /// <summary>Removes a reader after its end.</summary>
    public void RemoveReader(Reader reader) => _encodedLogs.RemoveReader(reader);

    /// <summary>The place at which a reader begins: before an event, or after the newest one that is committed.</summary>
    /// <param name="id">The event; null: the next one.</param>
    public static LogCursor PlaceBefore(EncodedLog log, long? id) =>
        id < log.AppendedHead.NextId ? log.PlaceBefore(id.Value) : log.AppendedHead;

    /// <summary>Restores the state at the end of an earlier run; returns its newest events, which are read most often.</summary>
    private EncodedLog Recover(Journal journal, long windowBytes)
    {
        var store = journal.Store;
        LastId = store.LastId;
        _lastTime = store.LastTime;
        Topic = store.Topic is { } topic ? Topic.Of(new ServerLine { Time = topic.Time, Name = topic.Name, Text = topic.Text }) : null;
        return new WarmStart(store).Read(windowBytes);
    }

    private void AddPendingLeaves()
    {
        _ = Now();
        foreach (var (name, why) in _pendingLeaves)
        {
            var left = Leave(name, why);
            AddNext(ref left, default);
            _addedLeaves++;
        }
    }

    private void Add(ref ServerLine line, in Stamp stamp)
    {
        if (_addedId == LastId)
        {
            AddPendingLeaves();
        }

        AddNext(ref line, stamp);
    }

    private void AddNext(ref ServerLine line, in Stamp stamp)
    {
        line.Id = ++_addedId;
        _journal?.Add(line, stamp);
        _encodedLogs.Append(line, _journal is null ? default : _journal.LastAdded);
    }

    private ServerLine Leave(Nickname name, string why) =>
        new() { Kind = ServerLineKind.Leave, Time = _lastTime, Room = _room, Name = name.Bytes, Text = Encoding.UTF8.GetBytes(why) };

    private static void MarkProcessed(in Stamp stamp, long id)
    {
        stamp.Session?.MarkProcessed(stamp.Number, id);
        stamp.Session?.MarkWritten(stamp.Number);
    }
}
