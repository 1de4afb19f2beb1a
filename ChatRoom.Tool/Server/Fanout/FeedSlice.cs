namespace ChatRoom.Server.Fanout;

/// <summary>
/// What a reader gets next: whole lines, and what follows right behind them in the log's next segment, where
/// something does. A reader that takes both at once does not see where a segment ends.
/// </summary>
internal readonly ref struct FeedSlice
{
    public required ReadOnlyMemory<byte> Lines { get; init; }

    public ReadOnlyMemory<byte> Following { get; init; }

    /// <summary>The place in the log in front of the lines; the same as those behind them where they are not of the log.</summary>
    public required LogCursor Start { get; init; }

    /// <summary>The place in the log behind <see cref="Lines"/>.</summary>
    public required LogCursor Middle { get; init; }

    /// <summary>The place in the log behind <see cref="Following"/>.</summary>
    public required LogCursor End { get; init; }

    /// <summary>True for lines that come from the mailbox: they are gone from there, and no place leads back into them.</summary>
    public bool IsOutsideLog => Start == End;

    /// <summary>True for the line that tells of missing events.</summary>
    public bool IsGap { get; init; }

    public int Length => Lines.Length + Following.Length;

    /// <summary>The place behind the first <paramref name="taken"/> bytes, which must be whole lines.</summary>
    public LogCursor PlaceBehind(int taken)
    {
        if (IsOutsideLog)
        {
            return End;
        }

        return taken < Lines.Length
            ? Behind(Start, Lines.Span[..taken])
            : Behind(Middle, Following.Span[..(taken - Lines.Length)]);
    }

    private static LogCursor Behind(LogCursor place, ReadOnlySpan<byte> lines) =>
        new(place.Segment, place.Index + lines.Length, place.NextId + lines.Count((byte)'\n'));
}
