using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// Writes events to the log on disk before anybody is sent them. If the disk fails, nothing has happened. The beginning and
/// the end of a failure are each reported once. Loop thread only.
/// </summary>
internal sealed class Journal(RoomStore store, LogPolicy logPolicy)
{
    private readonly ReportOnce _failure = new(logPolicy.Report, $"messages in {store.Room} are written to the log again");

    private readonly ReportOnce _unsafe = new(logPolicy.Report, $"messages in {store.Room} are safe from a power cut again");

    public RoomStore Store => store;

    /// <summary>Nobody is sent an event before the disk itself has it.</summary>
    public bool AwaitsDisk => logPolicy.SyncsAlways;

    /// <summary>Asks for a sync of what was written.</summary>
    public void RequestSync() => logPolicy.RequestSync();

    /// <summary>Writes everything that was added; returns why not, or null. A failed write leaves nothing.</summary>
    public Refusal? TryWrite()
    {
        var begin = logPolicy.Times.Appending();
        string? whyNot = null;
        var isWritten = logPolicy.SyncsAlways && store.HasSyncFailed ? store.Discard(out whyNot) : store.TryCommit(out whyNot);
        logPolicy.Times.Appended(begin);
        if (!isWritten && store.IsCopy)
        {
            _failure.Began($"messages in {store.Room} are missing in the log on this disk until it can be written: {whyNot}");
            return null;
        }

        if (!isWritten)
        {
            _failure.Began($"messages in {store.Room} are refused until the log can be written: {whyNot}");
            return Refusal.NotWritten;
        }

        _failure.Ended();
        return null;
    }

    /// <summary>Goes on after events that this disk does not have.</summary>
    public void SkipTo(long id) => store.SkipTo(id);

    /// <summary>Goes on in a new file if somebody has removed the log's newest, and asks for the sync that writes that again.</summary>
    public void Restore()
    {
        if (store.TryRestore())
        {
            RequestSync();
        }
    }

    /// <summary>Syncs everything written so far to the disk, and deletes what was dropped. A failure is reported; the next call tries again. The log's own thread.</summary>
    public void Sync()
    {
        var begin = logPolicy.Times.Syncing();
        var whyNot = store.Sync();
        logPolicy.Times.Synced(begin);
        if (whyNot is null)
        {
            _unsafe.Ended();
        }
        else
        {
            _unsafe.Began($"messages in {store.Room} may be lost in a power cut: {whyNot}");
        }
    }
}
