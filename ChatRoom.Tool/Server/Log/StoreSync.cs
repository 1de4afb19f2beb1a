using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>Makes durable what is committed, while more is committed. Any thread may call; one does the work at a time.</summary>
internal sealed class StoreSync(RoomDirectory folder, PublishedLog log)
{
    private readonly Lock _gate = new();
    private long _syncedChanges = -1;
    private long _syncedId;

    /// <summary>The newest segment was not where it should be when this was last looked at: somebody has removed it.</summary>
    public bool IsNewestGone { get; private set; }

    /// <summary>The last <see cref="Run"/> failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Up to this event the log survives even the machine; 0 before the first <see cref="Run"/>.</summary>
    public long SyncedId => Volatile.Read(ref _syncedId);

    /// <summary>Returns once all that was committed before the call is on the disk for sure, or says what failed; null where nothing did.</summary>
    public string? Run()
    {
        lock (_gate)
        {
            var whyNot = TryRun();
            HasFailed = whyNot is not null;
            return whyNot;
        }
    }

    /// <summary>The newest segment is where it should be again.</summary>
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
            // Older segments before newer ones, so that behind one that is done nothing is left to do.
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

    private static int FirstUnsynced(Segment[] segments)
    {
        var index = segments.Length;
        while (index > 0 && segments[index - 1].SyncedLength != segments[index - 1].Length)
        {
            index--;
        }

        return index;
    }

    private static void Flush(Segment segment)
    {
        var length = segment.Length;
        try
        {
            using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
            segment.SyncedLength = length;
        }
        catch (FileNotFoundException)
        {
            // It was deleted meanwhile, so that there is nothing to keep.
        }
    }
}
