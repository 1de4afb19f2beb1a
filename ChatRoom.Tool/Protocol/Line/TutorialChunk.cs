namespace ChatRoom.Protocol.Line;

/// <summary>
/// Splits the output for the tutorial's client into writes of whole lines, as many as the client receives at once. LF separates
/// them. None follows the last line, because the client adds a line end.
/// </summary>
internal static class TutorialChunk
{
    /// <summary>
    /// Copies the next write into <paramref name="chunk"/>, which holds <see cref="Limits.TutorialChunk"/> bytes; returns its length.
    /// <paramref name="taken"/> is the number of bytes of <paramref name="lines"/> that it covers. Those end with a whole line.
    /// </summary>
    public static int Fill(ReadOnlySpan<byte> lines, Span<byte> chunk, out int taken)
    {
        taken = 0;
        while (taken < lines.Length)
        {
            var end = taken + lines[taken..].IndexOfAny((byte)'\n', (byte)'\r');
            if (end > chunk.Length)
            {
                break;
            }

            taken = end + 1;
        }

        var text = lines[..Math.Max(0, taken - 1)];
        text.CopyTo(chunk);
        chunk[..text.Length].Replace((byte)'\r', (byte)'\n');
        return text.Length;
    }
}
