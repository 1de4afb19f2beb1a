namespace ChatRoom.Protocol;

/// <summary>Recognises programs that came to the wrong port by what they send in place of a name.</summary>
internal static class ForeignProtocol
{
    /// <summary>What to tell the program; null: it may well be a name.</summary>
    public static Refusal? Recognize(ReadOnlySpan<byte> name) =>
        IsHttp(name) ? Refusal.NotHttp
        : name.StartsWith("SSH-2.0-"u8) || name.StartsWith("SSH-1."u8) ? Refusal.NotSsh
        : null;

    /// <summary>A request line of HTTP (RFC 9112), also one that is cut off: a method in capital letters, and where it goes to.</summary>
    private static bool IsHttp(ReadOnlySpan<byte> name)
    {
        var method = name.IndexOf((byte)' ');
        return method > 0
            && name[..method].IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0
            && name[(method + 1)..] is var target
            && (target.StartsWith("/"u8) || target.IndexOf(" HTTP/"u8) >= 0);
    }
}
