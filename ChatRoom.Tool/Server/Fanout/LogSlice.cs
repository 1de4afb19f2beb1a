namespace ChatRoom.Server.Fanout;

/// <summary>Events that follow each other in one segment. They stay readable even if the log drops the segment.</summary>
/// <param name="Start">The place before the first event.</param>
/// <param name="End">The place after the last event, in the same segment.</param>
internal readonly record struct LogSlice(EncodedSegment Segment, LogCursor Start, LogCursor End)
{
    /// <summary>The number of events.</summary>
    public int Count => (int)(End.NextId - Start.NextId);

    public ReadOnlyMemory<byte> Bytes => Segment.Between(Start.Index, End.Index);

    /// <summary>The bytes of one event.</summary>
    public ReadOnlySpan<byte> this[int index] => Segment.Between(PlaceBefore(index).Index, PlaceBefore(index + 1).Index).Span;

    /// <summary>The place before an event, or after the last one.</summary>
    public LogCursor PlaceBefore(int index) => Segment.PlaceBefore(Start.NextId + index);
}
