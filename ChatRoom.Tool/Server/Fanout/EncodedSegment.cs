namespace ChatRoom.Server.Fanout;

/// <summary>
/// A part of an <see cref="EncodedLog"/>: whole events, one after another. The loop appends to it, and publishes what it
/// has appended; any thread reads the published bytes, which never change, without a lock.
/// </summary>
internal sealed class EncodedSegment(long number, long firstId, int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);

    // The used bytes and the number of events in one word, so that readers always see a matching pair.
    private long _published;
    private long _appended;

    public long Number { get; } = number;

    public LogCursor Start { get; } = new(number, 0, firstId);

    public int Capacity => _bytes.Length;

    /// <summary>The place after the last published event.</summary>
    public LogCursor End => PlaceOf(Volatile.Read(ref _published));

    /// <summary>The place after the last appended event, which may not be published yet. For the writer only.</summary>
    public LogCursor AppendedEnd => PlaceOf(_appended);

    /// <summary>The id after the last published event.</summary>
    public long NextId => Start.NextId + (uint)Volatile.Read(ref _published);

    /// <summary>The space for the next event. For the writer only.</summary>
    public Span<byte> Free => _bytes.AsSpan((int)(_appended >> 32));

    /// <summary>Appends one more event of <paramref name="length"/> bytes, which are in <see cref="Free"/>.</summary>
    public void Append(int length) => _appended += ((long)length << 32) + 1;

    /// <summary>Publishes everything that was appended.</summary>
    public void Publish() => Volatile.Write(ref _published, _appended);

    /// <summary>Removes the events that were appended and are not published.</summary>
    public void Discard() => _appended = _published;

    /// <summary>The place before an event of this segment, or after its last one: each event is one line.</summary>
    public LogCursor PlaceBefore(long id)
    {
        var index = 0;
        for (var next = Start.NextId; next < id; next++)
        {
            index += _bytes.AsSpan(index).IndexOf((byte)'\n') + 1;
        }

        return new LogCursor(Number, index, id);
    }

    private LogCursor PlaceOf(long used) => new(Number, (int)(used >> 32), Start.NextId + (uint)used);

    /// <summary>The bytes between two places of this segment.</summary>
    public ReadOnlyMemory<byte> Between(int start, int end) => _bytes.AsMemory(start..end);
}
