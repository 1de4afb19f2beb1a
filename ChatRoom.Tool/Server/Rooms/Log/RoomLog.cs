using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// The events of a room in one order. Each gets the next number and the time. All events that were added are committed
/// together: written to disk with one call, if the room has a log there, and then published. If several servers share the
/// order of acts, the files are a copy: what they have already is not written again, and what they cannot take happens
/// all the same. Loop thread only, except for <see cref="EncodedLog"/>, which any thread reads.
/// </summary>
internal sealed class RoomLog
{
    /// <summary>If the clock goes back by no more than this, times stay the same until it has caught up. In milliseconds.</summary>
    public const long MaxHold = 10_000;

    /// <summary>Bytes of records after which a commit does not wait for the end of the round, so that a flood fills no memory.</summary>
    private const int LargestBatch = 256 << 10;

    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly RoomState _state;
    private readonly RecordBatch _batch;
    private readonly long _windowBytes;
    private readonly Action<LogReaders> _queueReaders;
    private readonly Journal? _journal;

    // null: no other server shares the order of acts.
    private readonly RecordsApplied? _shared;
    private EncodedLogs _encodedLogs;

    // The files have the events up to here already, if other servers share the order.
    private long _copiedId;

    // Records that must come before any other, but could not be written yet.
    private readonly Queue<RoomRecord> _pending = [];

    private long _lastTime;
    private long _addedId;
    private int _addedSaid;
    private int _addedPending;

    /// <param name="state">The room's state, which follows from the records.</param>
    /// <param name="queueReaders">Has the readers in step sent what was published.</param>
    /// <param name="journal">null: the log is kept in memory only.</param>
    /// <param name="shared">Is given all records, if several servers share the order of acts; null: this server is alone.</param>
    public RoomLog(TimeProvider time, RoomState state, long windowBytes, Action<LogReaders> queueReaders, Journal? journal, RecordsApplied? shared)
    {
        (_time, _state, _windowBytes, _queueReaders, _journal, _shared) = (time, state, windowBytes, queueReaders, journal, shared);
        _batch = journal?.Store.Batch ?? new RecordBatch();
        _lastTime = state.LastTime;
        var typed = journal is null ? new EncodedLog(ServerLineEncoding.Typed, windowBytes, nextId: 1) : new WarmStart(journal.Store).Read(windowBytes);
        _encodedLogs = new EncodedLogs(typed, windowBytes, queueReaders, journal?.Store);
        _addedId = LastId;
        _ages = new AgeClock(time, shared is null ? _lastTime : 0);
        if (shared is null && state.HasEarlierHolders)
        {
            AppendAtLast(RoomRecord.Start());
        }
    }

    /// <summary>All events that are kept in memory; older ones are read from disk.</summary>
    public EncodedLog Typed => _encodedLogs.Typed;

    /// <summary>The number of the newest committed event; 0 before the first.</summary>
    public long LastId => _state.LastId;

    /// <summary>The number of the newest event that was added, committed or not.</summary>
    public long AddedId => _addedId;

    /// <summary>So much was added that it should be committed now.</summary>
    public bool IsBatchFull => _batch.Bytes.Length >= LargestBatch;

    /// <summary>Messages and actions since the log was opened.</summary>
    public long Said { get; private set; }

    /// <summary>Unix milliseconds. They run backwards only if the clock goes back by more than <see cref="MaxHold"/>.</summary>
    public long Now()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _lastTime = now > _lastTime || now < _lastTime - MaxHold ? now : _lastTime;
    }

    /// <summary>The time by which ages are judged; see <see cref="AgeClock"/>.</summary>
    public long AgeTime() => _ages.Now();

    /// <summary>
    /// Goes on from a state that other servers have as well, before there are readers. The files may have events after it, which
    /// happen again and are not written again; or they may lack some, which stay a gap. Ids that were skipped after damage are given out.
    /// </summary>
    /// <param name="head">The state as the head of a segment; empty: nothing has happened in the room.</param>
    /// <param name="identity">That of the log at every server.</param>
    public void Restore(ReadOnlySpan<byte> head, string identity)
    {
        var lastId = _journal?.Store.LastId ?? LastId;
        _copiedId = _journal?.Store.RecoveredId ?? LastId;
        _ = _journal?.Store.IsCopy = true;
        _state.Restore(head, identity);
        (_addedId, _lastTime) = (LastId, _state.LastTime);
        var continued = Math.Max(LastId, _copiedId);
        if (continued != lastId)
        {
            _journal?.SkipTo(continued);
            var typed = new EncodedLog(ServerLineEncoding.Typed, _windowBytes, continued + 1, _journal?.Store);
            _encodedLogs = new EncodedLogs(typed, _windowBytes, _queueReaders, _journal?.Store);
        }
    }

    /// <summary>Adds an event with each of the texts to the next commit; the line becomes the last of them.</summary>
    /// <param name="stamp">Of the first text. Each gets its own number.</param>
    public void Add(ref ServerLine line, LineBatch lineBatch, Stamp stamp)
    {
        line.Time = Now();
        AddPending();
        var left = lineBatch.Count;
        foreach (var saidLine in lineBatch)
        {
            left--;
            line.Text = saidLine.Text;
            AddEvent(ref line, stamp with { Number = saidLine.Number, More = lineBatch.AreTogether ? left : 0 });
            stamp = stamp with { Refused = null };
        }

        _addedSaid += lineBatch.Count;
    }

    /// <summary>Writes everything that was added, applies it to the state, and publishes it; returns why not, or null. If it is refused, nothing has happened.</summary>
    public Refusal? Commit()
    {
        if (_batch.IsEmpty)
        {
            return null;
        }

        _shared?.Invoke(_batch.Bytes);
        if (IsCopied)
        {
            ApplyInMemory();
            Committed();
            return null;
        }

        if (_journal is null)
        {
            ApplyInMemory();
        }
        else if (_journal.TryWrite() is { } refusal)
        {
            _encodedLogs.Discard();
            (_addedId, _addedSaid, _addedPending) = (LastId, 0, 0);
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

        Committed();
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

    /// <summary>Adds records of one decision to the next commit.</summary>
    /// <param name="more">The number of records of the same decision that are added after these.</param>
    public void Add(ReadOnlySpan<RoomRecord> records, int more = 0)
    {
        _ = Now();
        AddPending();
        for (var i = 0; i < records.Length; i++)
        {
            Add(records[i], records.Length - 1 - i + more);
        }
    }

    /// <summary>Adds the records of one decision and commits them, with nothing between them; returns why not, or null. If it is refused, nothing has happened.</summary>
    public Refusal? TryAppend(params ReadOnlySpan<RoomRecord> records)
    {
        Add(records);
        return Commit();
    }

    /// <summary>Appends a record that cannot be refused. If the log cannot be written, it is appended before any other when it can.</summary>
    public void AppendAtLast(RoomRecord record)
    {
        _pending.Enqueue(record);
        TryAppend();
    }

    /// <summary>Runs at intervals: goes on in a new file if somebody has removed the newest, appends what could not be written, and drops old events.</summary>
    public void Maintain()
    {
        if (IsCopied)
        {
            return;
        }

        _journal?.Restore();
        TryAppend();
        _journal?.Store.DropOld(AgeTime());
    }

    /// <summary>The log in the encoding of a dialect, in which the events are kept from now on.</summary>
    public EncodedLog Open(Dialect dialect) => _encodedLogs.Open(dialect, LastId + 1);

    /// <summary>Adds a reader of a log that was opened, which is queued for each round that sends events of this room.</summary>
    public void AddReader(Reader reader) => _encodedLogs.AddReader(reader);

    /// <summary>Removes a reader after its end.</summary>
    public void RemoveReader(Reader reader) => _encodedLogs.RemoveReader(reader);

    /// <summary>The place at which a reader begins: before an event; null: after the newest one that is committed.</summary>
    public static LogCursor PlaceBefore(EncodedLog log, long? id) =>
        id < log.AppendedHead.NextId ? log.PlaceBefore(id.Value) : log.AppendedHead;

    /// <summary>The files have everything that was added, and perhaps more.</summary>
    private bool IsCopied => _shared is not null && _addedId <= _copiedId;

    private void ApplyInMemory()
    {
        _state.Apply(_batch);
        _batch.Clear();
    }

    private void Committed()
    {
        for (; _addedPending > 0; _addedPending--)
        {
            _pending.Dequeue();
        }

        Said += _addedSaid;
        _addedSaid = 0;
    }

    private void AddPending()
    {
        if (_batch.IsEmpty)
        {
            foreach (var record in _pending)
            {
                Add(record, more: 0);
                _addedPending++;
            }
        }
    }

    private void Add(RoomRecord record, int more)
    {
        var stamp = record.Stamp with { More = more };
        switch (record.Kind)
        {
            case LogRecordKind.Event:
                var line = record.ToLine(_state.Room.Bytes, _lastTime);
                AddEvent(ref line, stamp);
                _addedSaid += record.Event == ServerLineKind.Action ? 1 : 0;
                break;
            case LogRecordKind.Mark:
                _batch.AddMark(stamp, _lastTime, record.Name);
                break;
            default:
                _batch.AddForget(record.Before, _lastTime);
                break;
        }
    }

    private void AddEvent(ref ServerLine line, in Stamp stamp)
    {
        if (IsCopied && _addedId == _copiedId)
        {
            Commit();
        }

        line.Id = ++_addedId;
        _batch.AddEvent(line, stamp);
        if (!IsCopied)
        {
            _encodedLogs.Append(line, _batch.LastEvent);
        }
    }
}
