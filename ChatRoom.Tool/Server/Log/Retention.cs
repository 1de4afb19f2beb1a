using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// Drops whole segments, the oldest first, never the newest. A reader that has a deleted segment open can read it to its end, if
/// the system allows that. Any other reader is sent a gap. Loop thread only.
/// </summary>
internal sealed class Retention(StoreOptions options, LogSegments segments)
{
    /// <summary>Drops the oldest segments while the log is too large, whatever their age.</summary>
    public void DropExcess() => DropOld(long.MinValue);

    /// <summary>Drops the oldest segments while they are too old, or the log is too large.</summary>
    /// <param name="now">The present for the age of events, in Unix milliseconds.</param>
    public void DropOld(long now)
    {
        var all = segments.All;
        var dropped = 0;

        // The newest counts with the size that it may reach.
        for (var kept = all.SkipLast(1).Sum(segmentFile => segmentFile.Length) + options.EffectiveSegmentBytes; dropped < all.Length - 1; dropped++)
        {
            if (kept <= (options.Keep ?? long.MaxValue) && !EndsBefore(all[dropped + 1], now))
            {
                break;
            }

            kept -= all[dropped].Length;
        }

        if (dropped > 0)
        {
            segments.Drop(dropped);
        }
    }

    /// <summary>Whether every event before a segment is too old to be kept.</summary>
    private bool EndsBefore(SegmentFile next, long now) =>
        options.KeepFor is { } age
        && now > long.MinValue
        && SegmentSearch.FirstTimeOf(next) is >= 0 and var time && time < now - (long)age.TotalMilliseconds;
}
