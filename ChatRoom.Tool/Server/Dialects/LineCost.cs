namespace ChatRoom.Server.Dialects;

/// <summary>
/// The cost of input for the rate limit: each line costs 1, whatever its content. Without a line end, one receive costs 1 if it
/// is a line in the dialect, and otherwise if it is full. A surcharge is known only when the line is processed.
/// </summary>
internal static class LineCost
{
    /// <summary>Bytes received at once from a connection with a rate limit: all of them may have to wait. More than a line.</summary>
    public const int PacedBytes = 8 << 10;

    /// <summary>The cost of a command: it is answered, perhaps at length, or sent to everybody.</summary>
    public const int OfCommand = 10;

    /// <summary>The number of bytes to process for at most <paramref name="max"/>; ends after a line that may have a surcharge.</summary>
    public static int Cut(ReadOnlySpan<byte> bytes, long max, SessionDialect dialect, out int cost)
    {
        cost = 0;
        var taken = 0;
        while (cost < max && taken < bytes.Length)
        {
            var rest = bytes[taken..];
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                cost += dialect.TakesReceiveAsLine || rest.Length >= PacedBytes ? 1 : 0;
                return bytes.Length;
            }

            cost++;
            taken += end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1);
            if (dialect.MayCostMore(rest[..end]))
            {
                break;
            }
        }

        return taken;
    }
}
