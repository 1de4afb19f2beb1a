using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>Finds the place in a room's log at which a reader begins. Any thread. Skips files that cannot be read.</summary>
internal static class StoreSearch
{
    /// <summary>
    /// The id of the first event after the newest one that is before a time, in Unix milliseconds; the next id if there is
    /// none. Times rise within a segment, and from one to the next unless the clock went back.
    /// </summary>
    public static long FindTime(PublishedLog log, long time)
    {
        var next = log.LastId + 1;
        var segments = log.Segments;
        var first = Math.Max(0, Array.FindLastIndex(segments, segmentFile => SegmentSearch.FirstTimeOf(segmentFile) is >= 0 and var begin && begin < time));
        for (var index = first; index < segments.Length; index++)
        {
            try
            {
                using var file = segments[index].OpenToRead();
                if (SegmentSearch.FirstIdAt(file, segments[index].Length, time) is { } id)
                {
                    return Math.Min(id, next);
                }
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                // A segment that was deleted meanwhile, or cannot be read, has no events.
            }
        }

        return next;
    }
}
