using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace ChatRoom.Protocol.Text;

/// <summary>Builds one line in a buffer that is large enough for it.</summary>
internal ref struct LineBuilder(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    public void Add(byte value) => _buffer[Length++] = value;

    public void Add(long number)
    {
        _ = Utf8Formatter.TryFormat(number, _buffer[Length..], out var written);
        Length += written;
    }

    /// <summary>A space, then the field.</summary>
    public void Field(scoped ReadOnlySpan<byte> field)
    {
        Add((byte)' ');
        Add(field);
    }

    /// <summary>A space, then the number.</summary>
    public void Field(long number)
    {
        Add((byte)' ');
        Add(number);
    }
}
