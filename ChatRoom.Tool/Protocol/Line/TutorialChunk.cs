namespace ChatRoom.Protocol.Line;

/// <summary>
/// Cuts the tutorial's output into writes: whole lines, as many as one receive of that client takes,
/// separated by LF with none behind the last, because the client prints a line end of its own.
/// </summary>
internal static class TutorialChunk
{
    /// <summary>
    /// Copies the next write into <paramref name="chunk"/>, which holds <see cref="Limits.TutorialChunk"/>
    /// bytes, and returns its length. <paramref name="taken"/> is how much of <paramref name="lines"/>,
    /// which are whole, it covers.
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
