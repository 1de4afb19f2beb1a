using System.Numerics;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// A room's log in memory in one encoding: each event is encoded once, and all readers share the bytes. The loop appends
/// events, and publishes them together when they have happened; any thread reads what is published without a lock, by
/// cursor. It keeps at most <c>windowBytes</c>, allocated on demand, in at least two segments, so that the newest events
/// are always there. The oldest segments are dropped, even if a reader still needs them.
/// </summary>
internal sealed class EncodedLog
{
    private const int SmallestSegment = 8 << 10;
    private const int LargestSegment = 64 << 10;

    private readonly long _windowBytes;
    private readonly int _smallestSegment;
    private readonly int _largestSegment;
    private readonly EncodedSegment?[] _slots;
    private EncodedSegment _tail;

    // The segment in which the published events end: the tail, unless events are appended that are not published.
    private EncodedSegment _head;
    private long _oldest;
    private long _keptBytes;

    public EncodedLog(ServerLineEncoding encoding, long windowBytes, long nextId, RoomStore? store = null)
    {
        Store = store;
        Encoding = encoding;
        _windowBytes = windowBytes;
        _smallestSegment = Math.Max(SmallestSegment, (int)BitOperations.RoundUpToPowerOf2((uint)encoding.MaxEncoded + 1));
        _largestSegment = (int)Math.Clamp(windowBytes / 4, _smallestSegment, LargestSegment);
        _slots = new EncodedSegment?[(int)(windowBytes / _largestSegment) + 2];
        _head = _tail = Open(number: 0, nextId, _smallestSegment);
    }

    public ServerLineEncoding Encoding { get; }

    /// <summary>The room's log on disk; null: the log is kept in memory only.</summary>
    public RoomStore? Store { get; }

    /// <summary>The place after the newest published event.</summary>
    public LogCursor Head => Volatile.Read(ref _head).End;

    /// <summary>The place after the newest appended event, which may not be published yet. Loop thread only.</summary>
    public LogCursor AppendedHead => _tail.AppendedEnd;

    /// <summary>The id of the next event; cheaper than <see cref="Head"/>.</summary>
    public long NextId => Volatile.Read(ref _head).NextId;

    /// <summary>The place before the oldest event in memory.</summary>
    public LogCursor Oldest
    {
        get
        {
            // A segment can be dropped between the two reads; then a newer one is the oldest.
            EncodedSegment? segment;
            do
            {
                segment = Slot(Volatile.Read(ref _oldest));
            }
            while (segment is null);
            return segment.Start;
        }
    }

    /// <summary>Bytes of memory that the segments use.</summary>
    public long KeptBytes => Volatile.Read(ref _keptBytes);

    /// <summary>Encodes one event, which is published later. Called in the order of ids. Loop thread only.</summary>
    public void Append(in ServerLine line)
    {
        MakeSpace(line.Id);
        _tail.Append(Encoding.Write(line, _tail.Free));
    }

    /// <summary>The same for an event that is encoded already.</summary>
    public void Append(long id, ReadOnlySpan<byte> encoded)
    {
        MakeSpace(id);
        encoded.CopyTo(_tail.Free);
        _tail.Append(encoded.Length);
    }

    /// <summary>Publishes all appended events. Loop thread only.</summary>
    public void Publish() => Publish(_tail.AppendedEnd.NextId);

    /// <summary>Publishes the appended events before the event <paramref name="nextId"/>. Loop thread only.</summary>
    public void Publish(long nextId)
    {
        for (var number = _head.Number; number <= _tail.Number; number++)
        {
            // More may have been appended than memory keeps.
            if (Slot(number) is { } segment && segment.Start.NextId <= nextId)
            {
                segment.Publish(nextId);
                Volatile.Write(ref _head, segment);
            }
        }
    }

    /// <summary>Removes the appended events that are not published. Loop thread only.</summary>
    public void Discard()
    {
        for (; _tail != _head && _tail.Number > _head.Number && Slot(_tail.Number - 1) is { } before; _tail = before)
        {
            _keptBytes -= _tail.Capacity;
            Volatile.Write(ref _slots[_tail.Number % _slots.Length], null);
        }

        if (_tail == _head)
        {
            _tail.Discard();
            return;
        }

        // Memory has dropped the last published event as well.
        Array.Clear(_slots);
        _keptBytes = 0;
        Volatile.Write(ref _oldest, _tail.Number + 1);
        _tail = Open(_oldest, _head.End.NextId, _smallestSegment);
        Volatile.Write(ref _head, _tail);
    }

    /// <summary>The start of a segment; false if there is no such segment in memory.</summary>
    public bool TryStart(long number, out LogCursor start)
    {
        var segment = Slot(number);
        start = segment?.Start ?? default;
        return segment is not null;
    }

    /// <summary>The place before the event <paramref name="id"/>, which must not be beyond the appended head.</summary>
    public LogCursor PlaceBefore(long id)
    {
        for (var number = Volatile.Read(ref _tail).Number; Slot(number) is { } segment; number--)
        {
            if (segment.Start.NextId <= id)
            {
                return segment.PlaceBefore(id);
            }
        }

        return LogCursor.OutsideMemory(id);
    }

    /// <summary>
    /// Reads the events from <paramref name="cursor"/> up to <paramref name="limit"/> or the end of its segment.
    /// It sets <paramref name="after"/> to the place after them, which equals <paramref name="limit"/> if nothing is left. False if
    /// memory no longer holds the place.
    /// </summary>
    public bool TryRead(LogCursor cursor, LogCursor limit, out LogSlice slice, out LogCursor after)
    {
        slice = default;
        after = cursor;
        if (Slot(cursor.Segment) is not { } segment)
        {
            return false;
        }

        var end = cursor.Segment == limit.Segment ? limit : segment.End;
        slice = new LogSlice(segment, cursor, end);
        after = end.Segment < limit.Segment ? new LogCursor(end.Segment + 1, 0, end.NextId) : end;
        return true;
    }

    private void MakeSpace(long id)
    {
        if (_tail.Free.Length < Encoding.MaxEncoded)
        {
            Volatile.Write(ref _tail, Open(_tail.Number + 1, id, Math.Min(2 * _tail.Capacity, _largestSegment)));
        }
    }

    private EncodedSegment Open(long number, long firstId, int capacity)
    {
        while (_keptBytes > 0 && (_keptBytes + capacity > _windowBytes || number - _oldest >= _slots.Length))
        {
            _keptBytes -= Slot(_oldest)!.Capacity;
            _oldest++;
            Volatile.Write(ref _slots[(_oldest - 1) % _slots.Length], null);
        }

        var segment = new EncodedSegment(number, firstId, capacity);
        _keptBytes += capacity;
        Volatile.Write(ref _slots[number % _slots.Length], segment);
        return segment;
    }

    private EncodedSegment? Slot(long number)
    {
        if (number < 0)
        {
            return null;
        }

        var segment = Volatile.Read(ref _slots[number % _slots.Length]);
        return segment?.Number == number ? segment : null;
    }
}
