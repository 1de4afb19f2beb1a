using System.Buffers;
using System.Text;

namespace ChatRoom.Protocol;

/// <summary>Two questions about bytes of UTF-8 that the base library does not answer in one call.</summary>
internal static class Utf8
{
    /// <summary>True where the last bytes begin a character that more bytes would complete.</summary>
    public static bool EndsInsideCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var tail = bytes[^back..];
            if ((tail[0] & 0b1100_0000) != 0b1000_0000)
            {
                return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData;
            }
        }

        return false;
    }

    /// <summary>The longest length up to <paramref name="limit"/> that cuts no character in two.</summary>
    public static int CutLength(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length <= limit)
        {
            return bytes.Length;
        }

        var cut = limit;
        while (cut > 0 && (bytes[cut] & 0b1100_0000) == 0b1000_0000)
        {
            cut--;
        }

        return cut;
    }
}
