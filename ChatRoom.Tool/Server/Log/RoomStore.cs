using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Log;

/// <summary>
/// One room's log on disk. A committed record survives the end of this process, and is read back as it was written.
/// Loop thread only, except for the ids, readers, searches and <see cref="Sync"/>: any thread.
/// </summary>
internal sealed class RoomStore : IDisposable
{
    private readonly PublishedLog _log;
    private readonly LogSegments _segments;
    private readonly LogAppender _appender;
    private long _syncedId;
    private volatile bool _hasSyncFailed;

    private RoomStore(RoomDirectory folder, StoreOptions options, RoomRecovery recovery, DamageReports damage)
    {
        (State, RecoveredId) = (recovery.State, recovery.LastEventId);
        _segments = new LogSegments(folder, options.Write, options.Flush, damage, [.. recovery.Segments], recovery.NeedsNewSegment);
        _log = new PublishedLog(State.Room, _segments, State.LastId, damage);
        _appender = new LogAppender(options, State, _segments);
    }

    /// <summary>The room's state, which follows from the committed records.</summary>
    public RoomState State { get; }

    /// <summary>The id of the newest event that was there when it was opened; 0: there was none.</summary>
    public long RecoveredId { get; }

    /// <summary>Other servers have the records as well: what cannot be written is a gap on this disk.</summary>
    public bool IsCopy { get; set; }

    /// <summary>The records of the next commit.</summary>
    public RecordBatch Batch { get; } = new();

    /// <summary>The room as it was first spelled.</summary>
    public Nickname Room => State.Room;

    /// <summary>The id of the oldest event that is kept; the next id if there is none.</summary>
    public long FirstId => _log.Segments is [var oldest, ..] ? oldest.FirstId : LastId + 1;

    /// <summary>The id of the newest committed event; 0 before the first. After damage that event may be lost.</summary>
    public long LastId => _log.LastId;

    /// <summary>The log up to this id survives a power cut; 0 before the first <see cref="Sync"/>.</summary>
    public long SyncedId => Volatile.Read(ref _syncedId);

    /// <summary>True if the last <see cref="Sync"/> failed.</summary>
    public bool HasSyncFailed => _hasSyncFailed;

    /// <summary>Recovers the state of the room's log. A missing log is empty, and the first commit creates it.</summary>
    public static bool TryOpen(RoomDirectory folder, StoreOptions options, Action<string> report, [NotNullWhen(true)] out RoomStore? store, [NotNullWhen(false)] out string? whyNot)
    {
        (store, whyNot) = (null, null);
        try
        {
            var damage = new DamageReports(folder.Path, report);
            var recovery = new RoomRecovery(folder, damage);
            if (recovery.Segments is [.., var newest] && SegmentVersion.IsNewer(newest, "log/", newest: 2))
            {
                whyNot = $"{newest.Path} was written by a newer version of chatroom, and this one cannot read it: start that version, or choose another directory with --data DIR";
                return false;
            }

            recovery.Run();
            store = new RoomStore(folder, options, recovery, damage);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot open {folder.Path}: {FileFailure.Reason(error)}";
            return false;
        }

        // Even if the log cannot be written, it can be read.
        _ = store._segments.TryOpen(out _);
        store._appender.ReadFirstTimes();
        return true;
    }

    /// <summary>
    /// Writes the batch with one system call, applies it to the state, and publishes it to readers. If the write fails, nothing
    /// has happened: the records are discarded, and the next commit starts afresh. Those of a copy are applied even then.
    /// </summary>
    public bool TryCommit([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            if (!Batch.IsEmpty)
            {
                var isWritten = _appender.TryAppend(Batch.Bytes, Batch.FirstTime, out whyNot);
                if (isWritten || IsCopy)
                {
                    State.Apply(Batch);
                }

                if (!isWritten)
                {
                    _appender.HasGap |= IsCopy;
                    whyNot ??= "";
                    return false;
                }

                _log.LastId = State.LastId;
            }

            return true;
        }
        finally
        {
            // After a bug that ends one connection, the next commit must not write that connection's events.
            Batch.Clear();
        }
    }

    /// <summary>Goes on after events that this disk does not have.</summary>
    public void SkipTo(long id)
    {
        _appender.HasGap = true;
        _log.LastId = id;
    }

    /// <summary>Discards the batch, because nothing can be acknowledged while syncing fails; always false.</summary>
    public bool Discard(out string whyNot)
    {
        whyNot = "syncing to the disk fails";
        Batch.Clear();
        return false;
    }

    /// <summary>Drops the segments that are too old or beyond the size that is kept.</summary>
    /// <param name="now">The present for the age of events, in Unix milliseconds.</param>
    public void DropOld(long now)
    {
        _appender.DropOld(now);
        _appender.Replace();
    }

    /// <summary>
    /// Syncs everything committed before the call to the disk, and deletes what was dropped before it. Returns null, or why it
    /// failed. The log's own thread.
    /// </summary>
    public string? Sync()
    {
        var lastId = LastId;
        var whyNot = _segments.Sync();
        _hasSyncFailed = whyNot is not null;
        if (whyNot is null)
        {
            Volatile.Write(ref _syncedId, lastId);
        }

        return whyNot;
    }

    /// <summary>
    /// Goes on in a new file if the last <see cref="Sync"/> found that somebody has removed the newest; the next one writes that
    /// again. Not during a sync.
    /// </summary>
    /// <returns>True: it goes on in a new file.</returns>
    public bool TryRestore()
    {
        if (!_segments.IsNewestGone)
        {
            return false;
        }

        var removed = _segments.All[^1].Path;
        _hasSyncFailed = !_appender.TryBeginNext(State.LastTime, out var whyNot);
        if (_hasSyncFailed)
        {
            _log.Damage.Report(removed, -5, $"{removed} was removed or replaced: {whyNot}");
        }

        return !_hasSyncFailed;
    }

    /// <summary>Reads from the event <paramref name="id"/> on.</summary>
    public StoreReader ReadFrom(long id) => new(_log, id);

    /// <summary>The id of the first event at or after a time, in Unix milliseconds; the next id if there is none.</summary>
    public long FindTime(long time) => StoreSearch.FindTime(_log, time);

    /// <summary>The id of the event that begins the last <paramref name="count"/> messages and actions, within the last <see cref="TailSearch.MaxBytes"/>.</summary>
    public long FindLast(int count) => new TailSearch(_log, count).Find();

    public void Dispose() => _segments.Dispose();
}
