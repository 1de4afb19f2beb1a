using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>The bans, mutes and locks of operators. They survive restarts if the server keeps a log on disk. Any thread.</summary>
/// <param name="Log">What operators did.</param>
/// <param name="Files">The files that are taken over into the log; null: the log is in memory.</param>
internal sealed record ModerationStore(ControlLog Log, ListFiles? Files) : IDisposable
{
    /// <summary>Reads the log of an earlier run, and takes over files; false, and one sentence, if that fails.</summary>
    /// <param name="requestSync">Called when there is something to <see cref="Sync"/>.</param>
    public static bool TryOpen(
        ServerOptions options, Action? requestSync, ServerEvents events, [NotNullWhen(true)] out ModerationStore? store, [NotNullWhen(false)] out string? whyNot)
    {
        (store, whyNot) = (null, null);
        if (requestSync is null || options.Log is not { } logOptions)
        {
            store = new ModerationStore(new ControlLog(options.Time), Files: null);
            return true;
        }

        var folder = new LogDirectory(logOptions.Folder, ControlStore.FolderName);
        if (!ControlLog.TryOpen(options.Time, folder, Disk.Write, events.DiskReport, requestSync, out var log, out whyNot))
        {
            return false;
        }

        var files = new ListFiles(log, logOptions);
        if (!files.TryTakeOverAll(events.TookOver, out whyNot))
        {
            log.Dispose();
            return false;
        }

        // Before anything is written that an older server cannot read.
        files.LeaveNotice();
        store = new ModerationStore(log, files);
        return true;
    }

    /// <summary>Makes the server take over the files again when it reloads.</summary>
    public void AddTo(Reloads reloads, Moderator moderator)
    {
        if (Files is null)
        {
            return;
        }

        reloads.Add("the bans", (out outcome) =>
        {
            var isTakenOver = Files.TryTakeOverBans(out var added, out outcome);
            outcome += added.Length == 0 ? "" : $"; {added.Sum(moderator.ExpelBanned)} sent away";
            return isTakenOver;
        });
        reloads.Add("the mutes", Files.TryTakeOverMutes);
        reloads.Add("the topic locks", Files.TryTakeOverLocks);
    }

    /// <summary>Brings the log to the disk. Takes a disk's time.</summary>
    public void Sync() => _ = Log.Sync();

    public void Dispose() => Log.Dispose();
}
