using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// Deletes whole old segments, never the newest. A reader that has one open reads on in it, where the system allows that;
/// any other meets a gap. Used under the room's lock.
/// </summary>
internal sealed class Retention(StoreOptions options, PublishedLog log)
{
    /// <summary>Deletes what is more than is kept, however young it is.</summary>
    public void DropTooMuch() => DropOld(long.MinValue);

    /// <summary>Deletes what is too old, or more than is kept.</summary>
    /// <param name="now">Unix milliseconds by which ages are judged.</param>
    public void DropOld(long now)
    {
        var segments = log.Segments;
        var dropped = 0;

        // The newest counts as large as it may become.
        for (var kept = segments.SkipLast(1).Sum(segment => segment.Length) + options.SegmentEnd; dropped < segments.Length - 1; dropped++)
        {
            if (kept <= (options.Keep ?? long.MaxValue) && !EndsBefore(segments[dropped + 1], now))
            {
                break;
            }

            kept -= segments[dropped].Length;
        }

        if (dropped > 0)
        {
            // First nobody finds them any more, then they go.
            log.Segments = segments[dropped..];
            Array.ForEach(segments[..dropped], Delete);
        }
    }

    /// <summary>Whether all that stands before a segment is older than what is kept.</summary>
    private bool EndsBefore(Segment next, long now) =>
        options.KeepFor is { } age
        && SegmentSearch.FirstTimeOf(next) is >= 0 and var time
        && now > long.MinValue && time < now - (long)age.TotalMilliseconds;

    private void Delete(Segment segment)
    {
        try
        {
            File.Delete(segment.Path);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            log.Damage.Tell(segment.Path, -2, $"cannot delete {segment.Path}: {FileFailure.Reason(error)}");
        }
    }
}
