using System.Buffers.Binary;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Cluster.Batches;

/// <summary>
/// Reads the fields that an <see cref="ActWriter"/> wrote. After a damaged field all others are empty or 0, and
/// <see cref="IsComplete"/> is false: check it before using any of them. Any bytes may be given; none throw.
/// </summary>
internal ref struct ActReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>No field was damaged so far.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>No field was damaged, and nothing is left.</summary>
    public readonly bool IsComplete => IsSound && _rest.IsEmpty;

    /// <summary>Bytes that were not read yet.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1) is { Length: 1 } taken ? taken[0] : (byte)0;

    public bool Flag()
    {
        var value = Byte();
        return Check(value <= 1) && value == 1;
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return Check(shift < 63 || next <= 1) ? value : 0;
            }
        }

        return Check(false) ? value : 0;
    }

    /// <summary>A varint that counts what follows, of which each item has at least one byte. So it is at most the bytes that are left.</summary>
    public int Count()
    {
        var value = Varint();
        return Check(value <= (ulong)_rest.Length) ? (int)value : 0;
    }

    /// <summary>A varint up to a limit; a larger one is damaged.</summary>
    public long UpTo(long max)
    {
        var value = Varint();
        return Check(value <= (ulong)max) ? (long)value : 0;
    }

    public long Number()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Fixed() => Take(sizeof(ulong)) is { Length: sizeof(ulong) } taken ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;

    /// <summary>A view over the bytes that are read.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count());

    /// <summary>null: it is empty, or damaged.</summary>
    public Nickname? Name()
    {
        var bytes = Bytes();
        return bytes.IsEmpty ? null : Check(Nickname.TryParse(bytes, out var name)) ? name : null;
    }

    /// <summary>null: it is empty, or damaged.</summary>
    public SessionId? Session()
    {
        var bytes = Bytes();
        return bytes.IsEmpty ? null : Check(SessionId.TryParse(bytes, out var session)) ? session : null;
    }

    /// <summary>A text of printable ASCII characters without spaces; any other, or a longer one, is damaged.</summary>
    public string Ascii(int maxLength)
    {
        var bytes = Bytes();
        return Check(bytes.Length <= maxLength && !bytes.ContainsAnyExceptInRange((byte)'!', (byte)'~')) ? Encoding.ASCII.GetString(bytes) : "";
    }

    /// <summary>A rule of the caller: if it does not hold, the fields are damaged. Returns whether all is sound.</summary>
    public bool Check(bool holds)
    {
        IsSound &= holds;
        _rest = IsSound ? _rest : default;
        return IsSound;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (!Check(length <= _rest.Length))
        {
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
