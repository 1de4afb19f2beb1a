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
        for (var index = LastBefore(segments, time); index < segments.Length; index++)
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

    /// <summary>The index of the newest segment that begins before a time; 0 if none does.</summary>
    private static int LastBefore(SegmentFile[] segments, long time)
    {
        var index = segments.Length - 1;
        while (index > 0 && FirstTimeFrom(segments, index) >= time)
        {
            index--;
        }

        return Math.Max(0, index);
    }

    /// <summary>The time at which a segment begins; if it cannot be read, that of the next one.</summary>
    private static long FirstTimeFrom(SegmentFile[] segments, int index)
    {
        for (; index < segments.Length; index++)
        {
            if (SegmentSearch.FirstTimeOf(segments[index]) is >= 0 and var time)
            {
                return time;
            }
        }

        return long.MaxValue;
    }
}
