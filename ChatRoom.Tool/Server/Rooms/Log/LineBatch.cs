using System.Buffers;
using System.Buffers.Binary;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>One text of a batch.</summary>
/// <param name="number">The peer's number for it; 0 if it gives none.</param>
internal readonly ref struct SaidLine(long number, ReadOnlySpan<byte> text)
{
    public long Number { get; } = number;

    public ReadOnlySpan<byte> Text { get; } = text;
}

/// <summary>
/// Texts that a peer says in one receive, in order, in one buffer. It holds memory only while it holds a text. The connection's
/// task only.
/// </summary>
/// <param name="areTogether">The log keeps all of them or none.</param>
internal sealed class LineBatch(bool areTogether = false)
{
    // Each text comes after its number and its length.
    private const int HeadBytes = sizeof(long) + sizeof(int);
    private const int SmallestBuffer = 4 << 10;

    private byte[] _buffer = [];
    private int _used;
    private long _first;
    private long _last;

    public bool AreTogether => areTogether;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>Bytes of all texts, with their numbers and lengths.</summary>
    public int Bytes => _used;

    /// <summary>The numbers of the first text and of the last. If the peer gives none, they are counted from 1.</summary>
    public (long First, long Last) Numbers => _last == 0 ? (1, Count) : (_first, _last);

    /// <param name="text">Filtered.</param>
    public void Add(long number, ReadOnlySpan<byte> text)
    {
        var end = _used + HeadBytes + text.Length;
        if (end > _buffer.Length)
        {
            Grow(end);
        }

        var place = _buffer.AsSpan(_used);
        BinaryPrimitives.WriteInt64LittleEndian(place, number);
        BinaryPrimitives.WriteInt32LittleEndian(place[sizeof(long)..], text.Length);
        text.CopyTo(place[HeadBytes..]);
        _used = end;
        (_first, _last) = (IsEmpty ? number : _first, number);
        Count++;
    }

    /// <summary>Removes all texts, and returns the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
        Return(_buffer);
        _buffer = [];
    }

    public Enumerator GetEnumerator() => new(this);

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(2 * _buffer.Length, SmallestBuffer)));
        _buffer.AsSpan(0, _used).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal struct Enumerator(LineBatch lineBatch)
    {
        private int _start = 0;
        private int _end = 0;

        public readonly SaidLine Current
        {
            get
            {
                var place = lineBatch._buffer.AsSpan(_start, _end - _start);
                return new SaidLine(BinaryPrimitives.ReadInt64LittleEndian(place), place[HeadBytes..]);
            }
        }

        public bool MoveNext()
        {
            if (_end == lineBatch._used)
            {
                return false;
            }

            _start = _end;
            _end += HeadBytes + BinaryPrimitives.ReadInt32LittleEndian(lineBatch._buffer.AsSpan(_start + sizeof(long)));
            return true;
        }
    }
}
