namespace ChatRoom.Server.Fanout;

/// <summary>
/// The next lines for a reader: whole events, and those that follow them in the log's next segment, if any. Sending both
/// at once saves a system call at the end of a segment.
/// </summary>
internal readonly ref struct FeedSlice
{
    public required ReadOnlyMemory<byte> Lines { get; init; }

    public ReadOnlyMemory<byte> Following { get; init; }

    /// <summary>The place before the lines; the same as <see cref="End"/> if they are not from the log.</summary>
    public required LogCursor Start { get; init; }

    /// <summary>The place after <see cref="Lines"/>.</summary>
    public required LogCursor Middle { get; init; }

    /// <summary>The place after <see cref="Following"/>.</summary>
    public required LogCursor End { get; init; }

    /// <summary>The segment of <see cref="Lines"/>; null if they are not from the log.</summary>
    public EncodedSegment? Segment { get; init; }

    /// <summary>The segment of <see cref="Following"/>; null if there are none.</summary>
    public EncodedSegment? FollowingSegment { get; init; }

    /// <summary>True for a gap line, or lines from the mailbox: they cannot be read again.</summary>
    public bool IsOutsideLog => Start == End;

    /// <summary>True for a gap line.</summary>
    public bool IsGap { get; init; }

    public int Length => Lines.Length + Following.Length;

    /// <summary>
    /// Reads whole events from a place up to <paramref name="limit"/>, or less: at most to the end of the log's next segment. False if
    /// memory no longer holds the place. The slice is empty if the encoding shows none of these events.
    /// </summary>
    public static bool TryRead(EncodedLog log, LogCursor start, LogCursor limit, out FeedSlice slice)
    {
        slice = default;
        LogSlice events;
        LogCursor middle;
        while (true)
        {
            if (!log.TryRead(start, limit, out events, out middle))
            {
                return false;
            }

            if (events.Start.Index < events.End.Index || middle.NextId >= limit.NextId)
            {
                break;
            }

            start = middle;
        }

        var end = middle;
        LogSlice following = default;
        if (middle.NextId < limit.NextId && !log.TryRead(middle, limit, out following, out end))
        {
            end = middle;
        }

        slice = new FeedSlice
        {
            Lines = events.Bytes,
            Following = following.Segment is null ? default : following.Bytes,
            Start = start,
            Middle = middle,
            End = end,
            Segment = events.Segment,
            FollowingSegment = following.Segment,
        };
        return true;
    }

    /// <summary>Lines that are not from the log, at a place among its events.</summary>
    public static FeedSlice OutsideLog(byte[] lines, LogCursor place, bool isGap = false) =>
        new() { Lines = lines, Start = place, Middle = place, End = place, IsGap = isGap };

    /// <summary>
    /// The number of bytes up to the end of the event that holds the byte <paramref name="index"/>. Lines outside the log are
    /// one event, because they cannot be read again from the feed.
    /// </summary>
    public int EndOfEvent(int index)
    {
        if (Segment is null)
        {
            return Length;
        }

        var isFollowing = index >= Lines.Length;
        var segment = isFollowing ? FollowingSegment! : Segment;
        var offset = isFollowing ? Lines.Length - Middle.Index : -Start.Index;
        return offset + segment.PlaceBefore(segment.PlaceUpTo(index - offset).NextId + 1).Index;
    }

    /// <summary>The place after the first <paramref name="taken"/> bytes, which must be whole events.</summary>
    public LogCursor PlaceAfter(int taken) =>
        taken == Length ? End
        : taken == Lines.Length ? Middle
        : taken < Lines.Length ? Segment!.PlaceUpTo(Start.Index + taken)
        : FollowingSegment!.PlaceUpTo(Middle.Index + taken - Lines.Length);
}
