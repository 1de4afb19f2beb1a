using System.Text;

namespace ChatRoom.Tests.Attacks;

/// <summary>Makes of bytes that a program understands others that it may not.</summary>
internal static class Mutation
{
    /// <summary>Beyond a line, a text, a receive, and what is kept of an unfinished line.</summary>
    private static readonly int[] Lengths = [33, 401, 1025, 4097, 5377, 20_000];

    private static readonly string[] Numbers =
        ["0", "-1", "00000000000000000001", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e9", "999999999999999999999999999999"];

    private static readonly byte[] Telling = [0, 7, 9, 10, 13, 27, 32, 47, 58, 127, 0x80, 0x9B, 0xC2, 0xE2, 0xF0, 0xFF];

    /// <summary>The bytes with a few things wrong, or, rarely, as they were.</summary>
    public static byte[] Of(byte[] bytes, IReadOnlyList<byte[]> others, SeededRandom seededRandom)
    {
        for (var times = seededRandom.Number(0, 4); times > 0; times--)
        {
            bytes = Once(bytes, others, seededRandom);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, IReadOnlyList<byte[]> others, SeededRandom seededRandom)
    {
        var at = seededRandom.Number(0, bytes.Length);
        var to = seededRandom.Number(at, Math.Min(bytes.Length, at + seededRandom.Number(1, 40)));
        switch (seededRandom.Number(0, 9))
        {
            case 0 when bytes.Length > 0:
                var flipped = bytes.ToArray();
                flipped[seededRandom.Number(0, bytes.Length - 1)] ^= (byte)(1 << seededRandom.Number(0, 7));
                return flipped;
            case 1:
                return [.. bytes[..at], .. seededRandom.Bytes(seededRandom.Number(1, 20)), .. bytes[at..]];
            case 2:
                return [.. bytes[..at], seededRandom.One(Telling), .. bytes[at..]];
            case 3:
                return [.. bytes[..at], .. bytes[to..]];
            case 4:
                return [.. bytes[..to], .. bytes[at..]];
            case 5:
                return bytes[..at];
            case 6:
                var other = seededRandom.One(others);
                return [.. bytes[..at], .. other[seededRandom.Number(0, other.Length)..]];
            case 7:
                return WithNumber(bytes, seededRandom);
            case 8:
                return [.. bytes[..at], .. Attack(seededRandom), .. bytes[at..]];
            default:
                var filling = (byte)seededRandom.One(new[] { (int)'x', ' ', 0xC3, '1', '/' });
                return [.. bytes[..at], .. Enumerable.Repeat(filling, seededRandom.One(Lengths)), .. bytes[at..]];
        }
    }

    private static byte[] Attack(SeededRandom seededRandom) => seededRandom.One(Corpus.All).Bytes;

    /// <summary>Another number in the place of one.</summary>
    private static byte[] WithNumber(byte[] bytes, SeededRandom seededRandom)
    {
        var digits = Enumerable.Range(0, bytes.Length).Where(i => char.IsAsciiDigit((char)bytes[i])).ToArray();
        if (digits.Length == 0)
        {
            return bytes;
        }

        var from = seededRandom.One(digits);
        var to = from;
        while (to < bytes.Length && char.IsAsciiDigit((char)bytes[to]))
        {
            to++;
        }

        return [.. bytes[..from], .. Encoding.ASCII.GetBytes(seededRandom.One(Numbers)), .. bytes[to..]];
    }
}
