using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>Syncs the committed log to the disk while more is committed. Any thread; guarded by its own lock.</summary>
internal sealed class StoreSync(RoomDirectory folder, PublishedLog log)
{
    private readonly Lock _lock = new();
    private long _syncedChanges = -1;
    private long _syncedId;

    /// <summary>True if the last <see cref="Run"/> found that somebody has removed the newest segment.</summary>
    public bool IsNewestGone { get; private set; }

    /// <summary>True if the last <see cref="Run"/> failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The log up to this id survives a power cut; 0 before the first <see cref="Run"/>.</summary>
    public long SyncedId => Volatile.Read(ref _syncedId);

    /// <summary>Syncs everything committed before the call. Returns null, or why it failed.</summary>
    public string? Run()
    {
        lock (_lock)
        {
            var whyNot = TryRun();
            HasFailed = whyNot is not null;
            return whyNot;
        }
    }

    /// <summary>The newest segment was written again.</summary>
    public void Restored() => (IsNewestGone, HasFailed) = (false, false);

    private string? TryRun()
    {
        var lastId = log.LastId;
        var changes = log.Changes;
        var segments = log.Segments;
        IsNewestGone = segments is [.., { IsWhole: false }];
        if (IsNewestGone)
        {
            return $"{segments[^1].Path} was removed or replaced";
        }

        try
        {
            // The oldest first, so that every segment before a synced one is synced as well.
            for (var index = FirstUnsynced(segments); index < segments.Length; index++)
            {
                Flush(segments[index]);
            }

            if (segments.Length > 0 && changes != _syncedChanges)
            {
                DirectorySync.Flush(folder.Path);
                DirectorySync.Flush(folder.Parent);
                _syncedChanges = changes;
            }

            Volatile.Write(ref _syncedId, lastId);
            return null;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return $"cannot make {folder.Path} durable: {FileFailure.Reason(error)}";
        }
    }

    private static int FirstUnsynced(SegmentFile[] segments)
    {
        var index = segments.Length;
        while (index > 0 && segments[index - 1].SyncedLength != segments[index - 1].Length)
        {
            index--;
        }

        return index;
    }

    private static void Flush(SegmentFile segmentFile)
    {
        var length = segmentFile.Length;
        try
        {
            using var file = File.OpenHandle(segmentFile.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
            segmentFile.SyncedLength = length;
        }
        catch (FileNotFoundException)
        {
            // It was deleted meanwhile: nothing is left to sync.
        }
    }
}
