using System.Buffers;
using System.Text;

namespace ChatRoom.Protocol.Text;

/// <summary>A check of UTF-8 that the base library does not offer.</summary>
internal static class Utf8
{
    /// <summary>True if the last bytes begin a character that more bytes would complete.</summary>
    public static bool EndsInsideCharacter(ReadOnlySpan<byte> bytes) => UnfinishedLength(bytes) > 0;

    /// <summary>The number of bytes at the end that begin a character which more bytes would complete.</summary>
    public static int UnfinishedLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var tail = bytes[^back..];
            if ((tail[0] & 0b1100_0000) != 0b1000_0000)
            {
                return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? back : 0;
            }
        }

        return 0;
    }
}
