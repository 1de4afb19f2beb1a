using System.Buffers.Binary;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Cluster.Batches;

/// <summary>
/// Fields one after another in a buffer that grows: the body of an act, or a snapshot. <see cref="ActReader"/> reads the same calls in
/// the same order. Used by one thread at a time.
/// </summary>
internal sealed class ActWriter
{
    /// <summary>Bytes of the longest varint.</summary>
    private const int MaxVarint = 10;

    private byte[] _buffer = new byte[1024];

    public int Length { get; private set; }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Space(1)[0] = value;
        Length++;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, the lowest first: for counts and for numbers that are mostly small.</summary>
    public void Varint(ulong value) => Length += WriteVarint(Space(MaxVarint), value);

    /// <summary>A varint of a number that may be negative: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public void Number(long value) => Varint((ulong)(value << 1) ^ (ulong)(value >> 63));

    /// <summary>Eight bytes, little endian: for digests and random values.</summary>
    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Space(sizeof(ulong)), value);
        Length += sizeof(ulong);
    }

    /// <summary>The length, then the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)bytes.Length);
        Raw(bytes);
    }

    /// <param name="name">null: written as an empty one.</param>
    public void Name(Nickname? name) => Bytes(name is null ? default : name.Bytes);

    /// <param name="session">null: written as an empty one.</param>
    public void Session(SessionId? session)
    {
        Span<byte> id = stackalloc byte[SessionId.MaxLength];
        Bytes(session is { } known ? id[..known.Write(id)] : default);
    }

    /// <summary>A text of ASCII characters.</summary>
    public void Ascii(string text) => Bytes(Encoding.ASCII.GetBytes(text));

    /// <summary>The bytes without their length: the reader must know it.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Inserts the length of everything that was written after a position, so that <see cref="ActReader.Bytes"/> reads it.</summary>
    public void InsertLength(int position)
    {
        Span<byte> length = stackalloc byte[MaxVarint];
        length = length[..WriteVarint(length, (ulong)(Length - position))];
        _ = Space(length.Length);
        _buffer.AsSpan(position..Length).CopyTo(_buffer.AsSpan(position + length.Length));
        length.CopyTo(_buffer.AsSpan(position));
        Length += length.Length;
    }

    private static int WriteVarint(Span<byte> to, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        return length;
    }

    private Span<byte> Space(int length)
    {
        if (_buffer.Length - Length < length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Length + length));
        }

        return _buffer.AsSpan(Length);
    }
}
