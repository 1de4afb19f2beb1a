using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log;

/// <summary>Syncs the committed log to the disk while more is committed. The log's own thread, except for the members that say otherwise.</summary>
internal sealed class StoreSync(RoomDirectory folder, Action<SafeFileHandle> flush, PublishedLog log)
{
    private volatile bool _isNewestGone;
    private volatile bool _hasFailed;
    private long _syncedChanges = -1;
    private long _syncedId;

    /// <summary>True if the last <see cref="Run"/> found that somebody has removed the newest segment. Any thread.</summary>
    public bool IsNewestGone => _isNewestGone;

    /// <summary>True if the last <see cref="Run"/> failed. Any thread.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>The log up to this id survives a power cut; 0 before the first <see cref="Run"/>. Any thread.</summary>
    public long SyncedId => Volatile.Read(ref _syncedId);

    /// <summary>Syncs everything committed before the call. Returns null, or why it failed.</summary>
    public string? Run()
    {
        var whyNot = TryRun();
        _hasFailed = whyNot is not null;
        return whyNot;
    }

    /// <summary>The newest segment was written again. Loop thread, while no <see cref="Run"/> is under way.</summary>
    public void Restored() => (_isNewestGone, _hasFailed) = (false, false);

    private string? TryRun()
    {
        var lastId = log.LastId;
        var changes = log.Changes;
        var segments = log.Segments;
        _isNewestGone = segments is [.., { IsWhole: false }];
        if (_isNewestGone)
        {
            return $"{segments[^1].Path} was removed or replaced";
        }

        try
        {
            // The oldest first, so that every segment before a synced one is synced as well.
            for (var index = FirstUnsynced(segments); index < segments.Length; index++)
            {
                segments[index].Flush(flush);
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
}
