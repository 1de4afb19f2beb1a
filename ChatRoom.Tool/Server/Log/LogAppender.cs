using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Log;

/// <summary>
/// Appends batches to the newest segment, and begins the next one when that is full or old. The head of each segment repeats the
/// log's state, so that a restart reads one file. Loop thread only.
/// </summary>
internal sealed class LogAppender(StoreOptions options, RoomState state, LogSegments segments)
{
    private readonly Retention _retention = new(options, segments);
    private long _headLength;

    /// <summary>Events before the next one are missing on this disk, so that a new segment begins with it.</summary>
    public bool HasGap { get; set; }

    /// <summary>Whether the newest segment has an event.</summary>
    private bool HasEvent => segments.All is [.., var newest] && state.LastId >= newest.FirstId;

    /// <summary>Writes records with one system call; if it fails, nothing was written.</summary>
    /// <param name="time">The time of the first record, in Unix milliseconds.</param>
    public bool TryAppend(ReadOnlySpan<byte> records, long time, [NotNullWhen(false)] out string? whyNot) =>
        segments.TryOpen(out whyNot)
        && (!NeedsNext(records.Length, time) || TryBeginNext(time, out whyNot))
        && segments.TryWrite(records, out whyNot);

    /// <summary>Begins the next segment.</summary>
    /// <param name="time">No event in it will be earlier, in Unix milliseconds.</param>
    public bool TryBeginNext(long time, [NotNullWhen(false)] out string? whyNot)
    {
        var head = SegmentHead.Of(state, time);
        if (!segments.TryBeginNext(state.LastId + 1, head.Bytes, out whyNot))
        {
            return false;
        }

        HasGap = false;
        segments.All[^1].FirstTime = time;
        _headLength = head.Bytes.Length;
        _retention.DropExcess();
        return true;
    }

    /// <summary>Drops the oldest segments if they are too old, or if the log is too large.</summary>
    /// <param name="now">The present for the age of events, in Unix milliseconds.</param>
    public void DropOld(long now) => _retention.DropOld(now);

    /// <summary>Replaces a segment that was full and has no event, if the disk has its successor. Not during a sync.</summary>
    public void Replace() => segments.Replace(isAllowed: !HasEvent);

    /// <summary>Reads when each segment begins, if ages count, so that nothing has to be read later. Takes a disk's time.</summary>
    public void ReadFirstTimes() => Array.ForEach(options.KeepFor is null ? [] : segments.All, segmentFile => SegmentSearch.FirstTimeOf(segmentFile));

    private bool NeedsNext(int bytes, long time)
    {
        // Times rise within a segment, so that they can be searched: after the clock went back, a new segment begins.
        if (segments.NeedsNext || HasGap || (time < state.LastTime && HasEvent))
        {
            return true;
        }

        // A large head makes the segment larger, so that at most half of it is repetition. A segment without an event is
        // replaced by the next one, which has the same name. Windows does not allow that while a reader has it open.
        var newest = segments.All[^1];
        return (newest.Length + bytes > Math.Max(options.EffectiveSegmentBytes, 2 * _headLength) && (HasEvent || !(segments.IsReplacing || OperatingSystem.IsWindows())))
            || (HasEvent && options.KeepFor is not null && time - SegmentSearch.FirstTimeOf(newest) > options.MaxSegmentAge);
    }
}
