namespace ChatRoom.Server.Log.Records;

/// <summary>The properties of a record that the replay of a segment needs.</summary>
/// <param name="IsHeader">It is the first line of a segment.</param>
/// <param name="IsEvent">It happened when it was written: it repeats nothing.</param>
/// <param name="More">The number of records after it that belong together with it.</param>
internal readonly record struct ReplayedRecord(bool IsHeader, bool IsEvent, int More);

/// <summary>A state that follows from the records of a log: of a room's, or of the control log.</summary>
internal interface IReplayedState
{
    /// <summary>The next records are those of this segment.</summary>
    /// <param name="firstId">The name of the segment.</param>
    /// <param name="hasSoundHead">Whether its head is complete.</param>
    void BeginSegment(long firstId, bool hasSoundHead);

    /// <summary>Reads a line without its LF. False: it is damaged, or in a form that this version does not know.</summary>
    bool TryRead(ReadOnlySpan<byte> line, out ReplayedRecord record);

    /// <summary>Reads a line and applies it. False: it is damaged, or cannot come after what was applied. Then nothing changes.</summary>
    bool TryApply(ReadOnlySpan<byte> line, out ReplayedRecord record);
}
