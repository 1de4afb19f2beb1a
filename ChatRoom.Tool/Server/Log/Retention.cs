using System.Collections.Concurrent;
using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// Drops whole segments, the oldest first, never the newest. Their files are deleted later, because that takes a disk's time. A
/// reader that has a deleted segment open can read it to its end, if the system allows that. Any other reader is sent a gap.
/// Loop thread only, except for <see cref="DeleteDropped"/>.
/// </summary>
internal sealed class Retention(StoreOptions options, PublishedLog log)
{
    private readonly ConcurrentQueue<SegmentFile> _dropped = [];

    /// <summary>Drops the oldest segments while the log is too large, whatever their age.</summary>
    public void DropExcess() => DropOld(long.MinValue);

    /// <summary>Drops the oldest segments while they are too old, or the log is too large.</summary>
    /// <param name="now">The present for the age of events, in Unix milliseconds.</param>
    public void DropOld(long now)
    {
        var segments = log.Segments;
        var dropped = 0;

        // The newest counts with the size that it may reach.
        for (var kept = segments.SkipLast(1).Sum(segmentFile => segmentFile.Length) + options.EffectiveSegmentBytes; dropped < segments.Length - 1; dropped++)
        {
            if (kept <= (options.Keep ?? long.MaxValue) && !EndsBefore(segments[dropped + 1], now))
            {
                break;
            }

            kept -= segments[dropped].Length;
        }

        if (dropped > 0)
        {
            // Hidden from readers before they are deleted.
            log.Segments = segments[dropped..];
            Array.ForEach(segments[..dropped], _dropped.Enqueue);
        }
    }

    /// <summary>Deletes the files of dropped segments. The log's own thread.</summary>
    public void DeleteDropped()
    {
        while (_dropped.TryDequeue(out var segmentFile))
        {
            Delete(segmentFile);
        }
    }

    /// <summary>Whether every event before a segment is too old to be kept.</summary>
    private bool EndsBefore(SegmentFile next, long now) =>
        options.KeepFor is { } age
        && now > long.MinValue
        && SegmentSearch.FirstTimeOf(next) is >= 0 and var time && time < now - (long)age.TotalMilliseconds;

    private void Delete(SegmentFile segmentFile)
    {
        try
        {
            File.Delete(segmentFile.Path);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            log.Damage.Report(segmentFile.Path, -2, $"cannot delete {segmentFile.Path}: {FileFailure.Reason(error)}");
        }
    }
}
