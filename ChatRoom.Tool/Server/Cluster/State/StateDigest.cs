using System.Buffers.Binary;
using System.Numerics;

namespace ChatRoom.Server.Cluster.State;

/// <summary>
/// A 64-bit hash over everything that was added, and its values after the last <see cref="Remembered"/> entries. It finds servers that
/// differ by a fault, not those that cheat. One thread only.
/// </summary>
/// <remarks>Each 8 bytes, little endian: <c>hash = rotate((hash xor word) * K, 29)</c>. Bytes are padded with zeros, and their length follows.</remarks>
internal sealed class StateDigest
{
    /// <summary>Entries: a beat tells the digest of an entry that is at most some seconds old.</summary>
    public const int Remembered = 4096;

    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    private readonly (long Position, ulong Value)[] _ring = new (long, ulong)[Remembered];

    public ulong Value { get; private set; }

    public void Add(ulong word) => Value = BitOperations.RotateLeft((Value ^ word) * Factor, 29);

    /// <summary>Two additions are not the same as one of both.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var length = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        bytes.CopyTo(rest);
        Add(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        Add(length);
    }

    /// <summary>The value now is that after an entry.</summary>
    public void Remember(long position) => _ring[position % Remembered] = (position, Value);

    /// <summary>Goes on from a snapshot of the state after an entry.</summary>
    public void Restore(long position, ulong value)
    {
        Value = value;
        Remember(position);
    }

    /// <summary>Whether the value after an entry is known, and is another one.</summary>
    public bool Contradicts(long position, ulong value) =>
        position > 0 && _ring[position % Remembered] is var known && known.Position == position && known.Value != value;
}
