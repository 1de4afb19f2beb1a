namespace ChatRoom.Protocol;

/// <summary>Recognizes programs that connected to the wrong port, by the bytes that they send instead of a name.</summary>
internal static class ForeignProtocol
{
    /// <summary>The refusal to send to the program; null: the bytes may be a name.</summary>
    public static Refusal? Recognize(ReadOnlySpan<byte> name) =>
        IsHttp(name) ? Refusal.NotHttp
        : IsIrc(name) ? Refusal.NotIrc
        : IsSsh(name) || IsMail(name) || IsRedis(name) || IsTls(name) ? Refusal.WrongProgram
        : null;

    /// <summary>The first command of an IRC client (modern.ircdocs.horse).</summary>
    private static bool IsIrc(ReadOnlySpan<byte> name) => name.StartsWith("CAP LS"u8) || name.StartsWith("NICK "u8) || name.StartsWith("PASS "u8);

    /// <summary>The banner of an SSH client (RFC 4253).</summary>
    private static bool IsSsh(ReadOnlySpan<byte> name) => name.StartsWith("SSH-2.0-"u8) || name.StartsWith("SSH-1."u8);

    /// <summary>The first command of SMTP (RFC 5321).</summary>
    private static bool IsMail(ReadOnlySpan<byte> name) => name.StartsWith("EHLO "u8) || name.StartsWith("HELO "u8);

    /// <summary>An array of RESP: <c>*</c> and the number of its elements.</summary>
    private static bool IsRedis(ReadOnlySpan<byte> name) => name is [(byte)'*', .. var count] && !count.IsEmpty && count.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>The record of a ClientHello, of TLS 1.0 or later (RFC 8446).</summary>
    private static bool IsTls(ReadOnlySpan<byte> name) => name is [0x16, 0x03, ..];

    /// <summary>A request line of HTTP (RFC 9112), even if it is cut off: a method in capital letters, and a target.</summary>
    private static bool IsHttp(ReadOnlySpan<byte> name)
    {
        var method = name.IndexOf((byte)' ');
        return method > 0
            && name[..method].IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0
            && name[(method + 1)..] is var target
            && (target.StartsWith("/"u8) || target.IndexOf(" HTTP/"u8) >= 0);
    }
}
