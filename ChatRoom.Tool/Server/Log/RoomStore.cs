using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// One room's log on disk. A committed record survives the end of this process, and is read back as it was written.
/// Loop thread only, except for the ids, readers, searches and <see cref="Sync"/>: any thread.
/// </summary>
internal sealed class RoomStore : IDisposable
{
    private readonly StoreOptions _options;
    private readonly LogState _state;
    private readonly PublishedLog _log;
    private readonly StoreSync _sync;
    private readonly LogAppender _appender;
    private readonly RecordBatch _batch = new();
    private long _addedId;
    private long _addedTime;

    private RoomStore(RoomDirectory folder, StoreOptions options, RoomRecovery recovery, DamageReports damage)
    {
        _options = options;
        _state = recovery.State;
        _addedId = _state.LastId;
        _log = new PublishedLog(_state.Room, [.. recovery.Segments], _state.LastId, damage);
        _sync = new StoreSync(folder, options.Flush, _log);
        _appender = new LogAppender(folder, options, _state, _log, recovery.NeedsNewSegment);
    }

    /// <summary>Distinguishes this log from any other of a room with this name: 16 hex digits.</summary>
    public string Identity => _state.Identity;

    /// <summary>The room as it was first spelled.</summary>
    public Nickname Room => _state.Room;

    /// <summary>The id of the oldest event that is kept; the next id if there is none.</summary>
    public long FirstId => _log.Segments is [var oldest, ..] ? oldest.FirstId : LastId + 1;

    /// <summary>The id of the newest committed event; 0 before the first. After damage that event may be lost.</summary>
    public long LastId => _log.LastId;

    /// <summary>The time of the newest committed event, in Unix milliseconds.</summary>
    public long LastTime => _state.LastTime;

    /// <summary>null: no topic was ever set, or the last one was removed.</summary>
    public StoredTopic? Topic => _state.Topic;

    /// <summary>The sessions that the committed log remembers.</summary>
    public IReadOnlyCollection<KnownSession> Sessions => _state.Sessions.All;

    /// <summary>The line of the event that was added last, in the typed dialect with its LF. Valid until the next commit.</summary>
    public ReadOnlySpan<byte> LastAdded => _batch.LastEvent;

    /// <summary>The log up to this id survives a power cut; 0 before the first <see cref="Sync"/>.</summary>
    public long SyncedId => _sync.SyncedId;

    /// <summary>True if the last <see cref="Sync"/> failed.</summary>
    public bool HasSyncFailed => _sync.HasFailed;

    /// <summary>Recovers the state of the room's log. A missing log is empty, and the first commit creates it.</summary>
    public static bool TryOpen(RoomDirectory folder, StoreOptions options, Action<string> report, [NotNullWhen(true)] out RoomStore? store, [NotNullWhen(false)] out string? whyNot)
    {
        (store, whyNot) = (null, null);
        try
        {
            var damage = new DamageReports(folder.Path, report);
            var recovery = new RoomRecovery(folder, damage);
            recovery.Run();
            store = new RoomStore(folder, options, recovery, damage);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot open {folder.Path}: {FileFailure.Reason(error)}";
            return false;
        }

        // Even if the log cannot be written, it can be read.
        _ = store._appender.TryOpen(out _);
        store._appender.ReadFirstTimes();
        return true;
    }

    /// <summary>Adds an event to the next commit; its id must be above all earlier ones.</summary>
    public void Add(in ServerLine line, in SessionStamp stamp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(line.Id, _addedId);
        Begin(line.Time);
        _batch.AddEvent(line, stamp);
        _addedId = line.Id;
    }

    /// <summary>Adds how far a session got, for a line of the session that made no event.</summary>
    public void AddMark(in SessionStamp stamp, long time)
    {
        Begin(time);
        _batch.AddMark(stamp, time);
    }

    /// <summary>Adds the topic from here on.</summary>
    public void AddTopic(StoredTopic topic, in SessionStamp stamp)
    {
        Begin(topic.Time);
        _batch.AddSubject(stamp, topic);
    }

    /// <summary>
    /// Writes all that was added with one system call, and then publishes it to readers. If the write fails, nothing
    /// has happened: the added records are discarded, and the next commit starts afresh.
    /// </summary>
    public bool TryCommit([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            if (!_batch.IsEmpty && !_appender.TryAppend(_batch.Bytes, _addedTime, out whyNot))
            {
                return false;
            }

            _batch.ApplyTo(_state);
            _log.LastId = _state.LastId;
            return true;
        }
        finally
        {
            // After a bug that ends one connection, the next commit must not write that connection's events.
            _addedId = _state.LastId;
            _batch.Clear();
        }
    }

    /// <summary>Discards the added records, because nothing can be acknowledged while syncing fails; always false.</summary>
    public bool Discard(out string whyNot)
    {
        whyNot = "syncing to the disk fails";
        _addedId = _state.LastId;
        _batch.Clear();
        return false;
    }

    /// <summary>Forgets a session that is over: the next segment does not repeat it. A restart before that segment begins remembers it again.</summary>
    public void Forget(string session) => _state.Sessions.Forget(session);

    /// <summary>Drops the segments that are too old or beyond the size that is kept, and forgets old sessions.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void DropOld(long now)
    {
        _state.Sessions.ForgetBefore(now - (long)_options.SessionRetention.TotalMilliseconds);
        _appender.DropOld(now);
    }

    /// <summary>Deletes the files of dropped segments. Takes a disk's time. The log's own thread.</summary>
    public void DeleteDropped() => _appender.DeleteDropped();

    /// <summary>Syncs everything committed before the call to the disk. Returns null, or why it failed. The log's own thread.</summary>
    public string? Sync() => _sync.Run();

    /// <summary>Writes the newest file again if the last <see cref="Sync"/> found that somebody has removed it.</summary>
    /// <returns>A sentence for the operator; null: the file was not removed.</returns>
    public string? Restore()
    {
        if (!_sync.IsNewestGone)
        {
            return null;
        }

        if (_appender.TryRestore(out var report))
        {
            _sync.Restored();
        }

        return report;
    }

    /// <summary>Reads from the event <paramref name="id"/> on.</summary>
    public StoreReader ReadFrom(long id) => new(_log, id);

    /// <summary>The id of the first event at or after a time, in Unix milliseconds; the next id if there is none.</summary>
    public long FindTime(long time) => StoreSearch.FindTime(_log, time);

    /// <summary>The id of the event that begins the last <paramref name="count"/> messages and actions, within the last <see cref="TailSearch.MaxBytes"/>.</summary>
    public long FindLast(int count) => new TailSearch(_log, count).Find();

    public void Dispose() => _appender.Dispose();

    private void Begin(long time) => _addedTime = _batch.IsEmpty ? time : _addedTime;
}
