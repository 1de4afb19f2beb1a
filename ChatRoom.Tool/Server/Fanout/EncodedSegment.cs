using System.Buffers.Binary;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// A part of an <see cref="EncodedLog"/>: whole events, one after another. Their bytes grow from the front of one array, and
/// the offsets at which they end from its back, so both count for the capacity. The loop appends events, and publishes them
/// later; any thread reads what is published, which never changes, without a lock.
/// </summary>
internal sealed class EncodedSegment(long number, long firstId, int capacity)
{
    private const int OffsetBytes = sizeof(int);

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);

    // The used bytes and the number of events in one word, so that readers always see a matching pair. Written last.
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
    public Span<byte> Free
    {
        get
        {
            var used = (int)(_appended >> 32);
            return _bytes.AsSpan(used, Math.Max(0, OffsetAt((int)_appended) - used));
        }
    }

    /// <summary>Appends one more event of <paramref name="length"/> bytes, which are in <see cref="Free"/>.</summary>
    public void Append(int length)
    {
        var end = (int)(_appended >> 32) + length;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(OffsetAt((int)_appended)), end);
        _appended = ((long)end << 32) + (uint)_appended + 1;
    }

    /// <summary>Publishes the appended events before the event <paramref name="nextId"/>.</summary>
    public void Publish(long nextId)
    {
        var count = nextId - Start.NextId;
        Volatile.Write(ref _published, count >= (uint)_appended ? _appended : ((long)PlaceBefore(nextId).Index << 32) + count);
    }

    /// <summary>Removes the events that were appended and are not published.</summary>
    public void Discard() => _appended = _published;

    /// <summary>The place before an event of this segment, or after its last one.</summary>
    public LogCursor PlaceBefore(long id) => new(Number, id == Start.NextId ? 0 : EndOf((int)(id - Start.NextId) - 1), id);

    /// <summary>The place after all events that end at or before an offset.</summary>
    public LogCursor PlaceUpTo(int offset)
    {
        var (low, high) = (0, (int)(uint)Volatile.Read(ref _published));
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = EndOf(middle) <= offset ? (middle + 1, high) : (low, middle);
        }

        return PlaceBefore(Start.NextId + low);
    }

    /// <summary>The bytes between two places of this segment.</summary>
    public ReadOnlyMemory<byte> Between(int start, int end) => _bytes.AsMemory(start..end);

    private LogCursor PlaceOf(long used) => new(Number, (int)(used >> 32), Start.NextId + (uint)used);

    /// <summary>The offset at which an event ends.</summary>
    private int EndOf(int index) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(OffsetAt(index)));

    /// <summary>The offset that keeps the end of an event.</summary>
    private int OffsetAt(int index) => _bytes.Length - (OffsetBytes * (index + 1));
}
