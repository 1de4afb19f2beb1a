using ChatRoom.Protocol;

namespace ChatRoom.Server.Connections.Pacing;

/// <summary>
/// What a peer's bytes count: a line is one, whatever is in it. So is what a peer of the tutorial's dialect sends at once, and
/// so much without any line end as is received at once. What a line costs beyond that is known when it is dealt with.
/// </summary>
internal static class LineCost
{
    /// <summary>Bytes that are received at once from a connection that has a rate limit. Each of them may have to wait. More than a line.</summary>
    public const int PacedBytes = 8 << 10;

    /// <summary>A command counts so much: it is answered, perhaps at length, or told to all.</summary>
    public const int OfCommand = 10;

    /// <summary>How many bytes may be dealt with for <paramref name="most"/>; ends behind a line that may cost more.</summary>
    public static int Cut(ReadOnlySpan<byte> bytes, long most, Dialect dialect, out int price)
    {
        price = 0;
        var taken = 0;
        while (price < most && taken < bytes.Length)
        {
            var rest = bytes[taken..];
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                price += dialect == Dialect.Tutorial || rest.Length >= PacedBytes ? 1 : 0;
                return bytes.Length;
            }

            price++;
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
