namespace ChatRoom.Protocol.Line;

/// <summary>The <c>NAME: </c> that the tutorial's client puts before every message of its own.</summary>
internal static class OwnPrefix
{
    /// <summary>Removes exactly one such prefix. A second one was typed by the person, and is text.</summary>
    public static bool TryStrip(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || !line.StartsWith(name) || !line[name.Length..].StartsWith(": "u8))
        {
            return false;
        }

        line = line[(name.Length + 2)..];
        return true;
    }
}
