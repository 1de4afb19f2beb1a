namespace ChatRoom.Server.Fanout;

/// <summary>
/// A piece of a log in one dialect: whole events, one behind the other. The room's writer appends;
/// readers see what is published, without a lock, and those bytes never change.
/// </summary>
internal sealed class LogSegment(long number, long firstId, int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);

    // The used bytes and the number of events in one word, so that readers always see a pair that belongs together.
    private long _published;

    public long Number { get; } = number;

    public LogCursor Start { get; } = new(number, 0, firstId);

    public int Capacity => _bytes.Length;

    /// <summary>The cursor behind the last event that readers may see.</summary>
    public LogCursor End
    {
        get
        {
            var published = Volatile.Read(ref _published);
            return new LogCursor(Number, (int)(published >> 32), Start.NextId + (uint)published);
        }
    }

    /// <summary>The event behind the last one that readers may see.</summary>
    public long NextId => Start.NextId + (uint)Volatile.Read(ref _published);

    /// <summary>Where the writer puts the next event.</summary>
    public Span<byte> Free => _bytes.AsSpan((int)(_published >> 32));

    /// <summary>Publishes one more event of that many bytes, which the writer has put into <see cref="Free"/>.</summary>
    public void Publish(int length) => Volatile.Write(ref _published, _published + ((long)length << 32) + 1);

    /// <summary>The place before an event of this segment, or behind its last one: each event is one line.</summary>
    public LogCursor PlaceBefore(long id)
    {
        var index = 0;
        for (var next = Start.NextId; next < id; next++)
        {
            index += _bytes.AsSpan(index).IndexOf((byte)'\n') + 1;
        }

        return new LogCursor(Number, index, id);
    }

    /// <summary>The bytes between two places of this segment.</summary>
    public ReadOnlyMemory<byte> Between(int start, int end) => _bytes.AsMemory(start..end);
}
