using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// One room's log on disk: what was committed is there whatever happens to this process, and is read back as it was
/// written. Guarded by the room's lock, but for the ids, readers, searches and <see cref="Sync"/>, which need none.
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
        _sync = new StoreSync(folder, _log);
        _appender = new LogAppender(folder, options, _state, _log, recovery.NeedsNewSegment);
    }

    /// <summary>What tells this log from any other of the room's name: 16 hex digits.</summary>
    public string Identity => _state.Identity;

    /// <summary>The room as it was first spelled.</summary>
    public Nickname Room => _state.Room;

    /// <summary>The oldest event that is kept; the next to come where there is none.</summary>
    public long FirstId => _log.Segments is [var oldest, ..] ? oldest.FirstId : LastId + 1;

    /// <summary>The newest event that is committed; 0 before the first. After damage it may be one that is lost.</summary>
    public long LastId => _log.LastId;

    /// <summary>The time of the newest event that is committed, in Unix milliseconds.</summary>
    public long LastTime => _state.LastTime;

    /// <summary>Null where there is none.</summary>
    public StoredTopic? Topic => _state.Topic;

    /// <summary>The sessions that are remembered, as far as they are committed.</summary>
    public IReadOnlyCollection<KnownSession> Sessions => _state.Sessions.All;

    /// <summary>Up to this event the log survives even the machine; 0 before the first <see cref="Sync"/>.</summary>
    public long SyncedId => _sync.SyncedId;

    /// <summary>The last <see cref="Sync"/> failed.</summary>
    public bool HasSyncFailed => _sync.HasFailed;

    /// <summary>Finds out what the room's log comes to; one that is not there is empty, and is made by the first commit.</summary>
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

        // Where this cannot be written to, what is there can be read all the same.
        _ = store._appender.TryOpen(out _);
        return true;
    }

    /// <summary>Adds an event to what is committed next; its id is above all before. Returns its line in the typed dialect, which stays until something else is added or committed.</summary>
    public ReadOnlySpan<byte> Add(in ServerLine line, in SessionStamp stamp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(line.Id, _addedId);
        Begin(line.Time);
        var written = _batch.AddEvent(line, stamp);
        _addedId = line.Id;
        return written;
    }

    /// <summary>Adds that a session came so far although no event came of it.</summary>
    public void AddMark(in SessionStamp stamp, long time)
    {
        Begin(time);
        _batch.AddMark(stamp, time);
    }

    /// <summary>Adds what the topic is from here on.</summary>
    public void AddTopic(StoredTopic topic, in SessionStamp stamp)
    {
        Begin(topic.Time);
        _batch.AddSubject(stamp, topic);
    }

    /// <summary>
    /// Writes all that was added, with one call to the system, and then shows it to readers. Where that fails nothing
    /// happened, what was added is forgotten, and the next commit tries anew.
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
            // Even a bug that ends one connection must not leave its events for the next to write.
            _addedId = _state.LastId;
            _batch.Clear();
        }
    }

    /// <summary>Forgets what was added, because nothing can be acknowledged while syncing fails; always false.</summary>
    public bool Abandon(out string whyNot)
    {
        whyNot = "the disk does not sync";
        _addedId = _state.LastId;
        _batch.Clear();
        return false;
    }

    /// <summary>A session is over: the next segment does not repeat it. After a restart before that it is known again for a while.</summary>
    public void Forget(string session) => _state.Sessions.Forget(session);

    /// <summary>Deletes whole old segments that are more than is kept, and forgets old sessions.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void DropOld(long now)
    {
        _state.Sessions.ForgetBefore(now - (long)_options.SessionsFor.TotalMilliseconds);
        _appender.DropOld(now);
    }

    /// <summary>Returns once all that was committed before the call is on the disk for sure; where that failed, why. Any thread may call.</summary>
    public string? Sync() => _sync.Run();

    /// <summary>Writes the newest file again if the last <see cref="Sync"/> found that somebody has removed it; null: it is there.</summary>
    /// <returns>What the operator is to know.</returns>
    public string? Restore()
    {
        if (!_sync.IsNewestGone)
        {
            return null;
        }

        if (_appender.TryRestore(out var told))
        {
            _sync.Restored();
        }

        return told;
    }

    /// <summary>Reads from that event on.</summary>
    public StoreReader ReadFrom(long id) => new(_log, id);

    /// <summary>The first event with that time, in Unix milliseconds, or a later one; the next to come where there is none.</summary>
    public long FindTime(long time) => StoreSearch.FindTime(_log, time);

    /// <summary>The event from which on so many messages and actions follow, as far as <see cref="TailSearch.MostBytes"/> reach.</summary>
    public long FindLast(int count) => new TailSearch(_log, count).Find();

    public void Dispose() => _appender.Dispose();

    private void Begin(long time) => _addedTime = _batch.IsEmpty ? time : _addedTime;
}
