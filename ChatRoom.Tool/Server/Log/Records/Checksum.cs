using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;

namespace ChatRoom.Server.Log.Records;

/// <summary>The start of a line in the log: CRC-32C of everything after the first space, as 8 lower-case hex digits.</summary>
internal static class Checksum
{
    /// <summary>Bytes: the digits and the space.</summary>
    public const int Length = 9;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    /// <summary>Fills in the first <see cref="Length"/> bytes of a line without its LF.</summary>
    public static void Write(Span<byte> line)
    {
        _ = Utf8Formatter.TryFormat(Of(line[Length..]), line, out _, new('x', 8));
        line[Length - 1] = (byte)' ';
    }

    /// <summary>Whether a line without its LF is undamaged.</summary>
    public static bool Matches(ReadOnlySpan<byte> line)
    {
        Span<byte> digits = stackalloc byte[Length];
        if (line.Length <= Length)
        {
            return false;
        }

        _ = Utf8Formatter.TryFormat(Of(line[Length..]), digits, out _, new('x', 8));
        digits[Length - 1] = (byte)' ';
        return line[..Length].SequenceEqual(digits);
    }
}
