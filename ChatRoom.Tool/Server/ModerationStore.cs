using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>The bans, mutes and locks of operators. They survive restarts if the server keeps a log on disk. Any thread.</summary>
/// <param name="Log">What operators did.</param>
/// <param name="LogOptions">Where the log is, and the files that are taken over into it; null: the log is in memory.</param>
internal sealed record ModerationStore(ControlLog Log, LogOptions? LogOptions) : IDisposable
{
    /// <summary>Reads the log of an earlier run, and takes over files; false, and one sentence, if that fails.</summary>
    /// <param name="requestSync">Called when there is something to <see cref="Sync"/>.</param>
    /// <param name="sharedTime">The time of the order that other servers share, who keep the log; null: this server is alone.</param>
    public static bool TryOpen(
        ServerOptions options, TimeProvider? sharedTime, Action? requestSync, ServerEvents events, [NotNullWhen(true)] out ModerationStore? store, [NotNullWhen(false)] out string? whyNot)
    {
        (store, whyNot) = (null, null);
        if (sharedTime is not null || requestSync is null || options.Log is not { } logOptions)
        {
            store = new ModerationStore(new ControlLog(sharedTime ?? options.Time), LogOptions: null);
            return true;
        }

        var folder = new LogDirectory(logOptions.Folder, ControlStore.FolderName);
        if (!ControlLog.TryOpen(options.Time, folder, Disk.Write, events.DiskReport, requestSync, out var log, out whyNot))
        {
            return false;
        }

        var files = new ListFiles(log, logOptions, log.CommitAsync);
        if (!files.TryTakeOverAll(events.TookOver, out whyNot))
        {
            log.Dispose();
            return false;
        }

        // Before anything is written that an older server cannot read.
        files.LeaveNotice();
        store = new ModerationStore(log, logOptions);
        return true;
    }

    /// <summary>Makes the server take over the files again when it reloads.</summary>
    /// <param name="commit">Commits an act while connections are open.</param>
    public void AddTo(Reloads reloads, Commit commit)
    {
        if (LogOptions is null)
        {
            return;
        }

        var files = new ListFiles(Log, LogOptions, commit);

        reloads.Add("the bans", (out outcome) =>
        {
            var isTakenOver = files.TryTakeOverBans(out var expelled, out outcome);
            outcome += expelled is null ? "" : $"; {expelled} sent away";
            return isTakenOver;
        });
        reloads.Add("the mutes", files.TryTakeOverMutes);
        reloads.Add("the topic locks", files.TryTakeOverLocks);
    }

    /// <summary>Brings the log to the disk. Takes a disk's time.</summary>
    public void Sync() => _ = Log.Sync();

    public void Dispose() => Log.Dispose();
}
