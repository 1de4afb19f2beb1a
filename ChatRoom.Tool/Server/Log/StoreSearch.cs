using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>Finds where in a room's log a reader begins. Needs no lock; what cannot be read is as if it were not there.</summary>
internal static class StoreSearch
{
    /// <summary>
    /// The first event of the newest segments that is not before that time, in Unix milliseconds; the next to come if there is none.
    /// Times rise within a segment, and from one to the next unless the clock went back between them.
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
                // What was deleted meanwhile, or cannot be read, has no events.
            }
        }

        return next;
    }

    /// <summary>The index of the newest segment that begins before that time; 0 if none does.</summary>
    private static int LastBefore(Segment[] segments, long time)
    {
        var index = segments.Length - 1;
        while (index > 0 && FirstTimeFrom(segments, index) >= time)
        {
            index--;
        }

        return Math.Max(0, index);
    }

    /// <summary>When a segment begins; where that cannot be read, the next one.</summary>
    private static long FirstTimeFrom(Segment[] segments, int index)
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
