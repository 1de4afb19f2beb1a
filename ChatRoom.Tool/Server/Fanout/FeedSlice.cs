namespace ChatRoom.Server.Fanout;

/// <summary>
/// The next lines for a reader: whole lines, and those that follow them in the log's next segment, if any. Sending both
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

    /// <summary>True for a gap line, or lines from the mailbox: they cannot be read again.</summary>
    public bool IsOutsideLog => Start == End;

    /// <summary>True for a gap line.</summary>
    public bool IsGap { get; init; }

    public int Length => Lines.Length + Following.Length;

    /// <summary>The place after the first <paramref name="taken"/> bytes, which must be whole lines.</summary>
    public LogCursor PlaceAfter(int taken)
    {
        if (IsOutsideLog)
        {
            return End;
        }

        return taken < Lines.Length
            ? After(Start, Lines.Span[..taken])
            : After(Middle, Following.Span[..(taken - Lines.Length)]);
    }

    private static LogCursor After(LogCursor place, ReadOnlySpan<byte> lines) =>
        new(place.Segment, place.Index + lines.Length, place.NextId + lines.Count((byte)'\n'));
}
