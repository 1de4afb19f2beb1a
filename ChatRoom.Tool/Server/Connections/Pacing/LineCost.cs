using ChatRoom.Protocol;

namespace ChatRoom.Server.Connections.Pacing;

/// <summary>
/// The cost of input for the rate limit: each line costs 1, whatever its content. Without a line end, one receive costs 1 in
/// the tutorial's dialect, and in the others if it is full. A surcharge is known only when the line is processed.
/// </summary>
internal static class LineCost
{
    /// <summary>Bytes received at once from a connection with a rate limit: all of them may have to wait. More than a line.</summary>
    public const int PacedBytes = 8 << 10;

    /// <summary>The cost of a command: it is answered, perhaps at length, or sent to everybody.</summary>
    public const int OfCommand = 10;

    /// <summary>The number of bytes to process for at most <paramref name="max"/>; ends after a line that may have a surcharge.</summary>
    public static int Cut(ReadOnlySpan<byte> bytes, long max, Dialect dialect, out int cost)
    {
        cost = 0;
        var taken = 0;
        while (cost < max && taken < bytes.Length)
        {
            var rest = bytes[taken..];
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                cost += dialect == Dialect.Tutorial || rest.Length >= PacedBytes ? 1 : 0;
                return bytes.Length;
            }

            cost++;
            taken += end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1);
            if (MayCostMore(rest[..end], dialect))
            {
                break;
            }
        }

        return taken;
    }

    private static bool MayCostMore(ReadOnlySpan<byte> line, Dialect dialect) =>
        dialect == Dialect.Typed ? !line.StartsWith("say "u8) : line.Contains((byte)'/');
}
