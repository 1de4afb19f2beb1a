using System.Text;

namespace ChatRoom.Tests.Attacks;

/// <summary>Changes valid bytes of the protocol into bytes that may be invalid.</summary>
internal static class Mutation
{
    /// <summary>Lengths over the limits of a name, a text, a receive, a line and an unfinished line.</summary>
    private static readonly int[] Lengths = [33, 401, 1025, 4097, 5377, 20_000];

    private static readonly string[] Numbers =
        ["0", "-1", "00000000000000000001", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e9", "999999999999999999999999999999"];

    private static readonly byte[] Significant = [0, 7, 9, 10, 13, 27, 32, 47, 58, 127, 0x80, 0x9B, 0xC2, 0xE2, 0xF0, 0xFF];

    /// <summary>The bytes with a few changes, or rarely unchanged.</summary>
    public static byte[] Of(byte[] bytes, IReadOnlyList<byte[]> others, SeededRandom random)
    {
        for (var times = random.Number(0, 4); times > 0; times--)
        {
            bytes = ChangeOnce(bytes, others, random);
        }

        return bytes;
    }

    private static byte[] ChangeOnce(byte[] bytes, IReadOnlyList<byte[]> others, SeededRandom random)
    {
        var at = random.Number(0, bytes.Length);
        var to = random.Number(at, Math.Min(bytes.Length, at + random.Number(1, 40)));
        switch (random.Number(0, 9))
        {
            case 0 when bytes.Length > 0:
                var flipped = bytes.ToArray();
                flipped[random.Number(0, bytes.Length - 1)] ^= (byte)(1 << random.Number(0, 7));
                return flipped;
            case 1:
                return [.. bytes[..at], .. random.Bytes(random.Number(1, 20)), .. bytes[at..]];
            case 2:
                return [.. bytes[..at], random.One(Significant), .. bytes[at..]];
            case 3:
                return [.. bytes[..at], .. bytes[to..]];
            case 4:
                return [.. bytes[..to], .. bytes[at..]];
            case 5:
                return bytes[..at];
            case 6:
                var other = random.One(others);
                return [.. bytes[..at], .. other[random.Number(0, other.Length)..]];
            case 7:
                return WithNumber(bytes, random);
            case 8:
                return [.. bytes[..at], .. Attack(random), .. bytes[at..]];
            default:
                var filling = (byte)random.One(new[] { (int)'x', ' ', 0xC3, '1', '/' });
                return [.. bytes[..at], .. Enumerable.Repeat(filling, random.One(Lengths)), .. bytes[at..]];
        }
    }

    private static byte[] Attack(SeededRandom random) => random.One(Corpus.All).Bytes;

    /// <summary>Replaces one number with another.</summary>
    private static byte[] WithNumber(byte[] bytes, SeededRandom random)
    {
        var digits = Enumerable.Range(0, bytes.Length).Where(i => char.IsAsciiDigit((char)bytes[i])).ToArray();
        if (digits.Length == 0)
        {
            return bytes;
        }

        var from = random.One(digits);
        var to = from;
        while (to < bytes.Length && char.IsAsciiDigit((char)bytes[to]))
        {
            to++;
        }

        return [.. bytes[..from], .. Encoding.ASCII.GetBytes(random.One(Numbers)), .. bytes[to..]];
    }
}
