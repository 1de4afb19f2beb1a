namespace ChatRoom.Protocol;

/// <summary>What a server says before it lets somebody in; its questions have no line end.</summary>
internal static class Greeting
{
    /// <summary>The question for a nickname: these four bytes.</summary>
    public static ReadOnlySpan<byte> AskName => "NAME"u8;

    /// <summary>The question for the password, in the line dialect: these eight bytes.</summary>
    public static ReadOnlySpan<byte> AskPassword => "PASSWORD"u8;

    /// <summary>How every sentence begins that is said instead of the question: the peer cannot come in.</summary>
    public static ReadOnlySpan<byte> RefusalBeginning => "! "u8;

    public static ReadOnlySpan<byte> TooMany => "! There are too many connections from your address; close one, or try again later.\n"u8;

    public static ReadOnlySpan<byte> TooFast => "! Your address connects too often; try again in a moment.\n"u8;

    public static ReadOnlySpan<byte> NotAllowed => "! This server takes no connections from your address.\n"u8;

    /// <summary>How that begins which is said instead in any version.</summary>
    public static ReadOnlySpan<byte> TlsOnlyBeginning => "! This server speaks TLS"u8;

    /// <summary>What is said instead, in plain text, to who speaks no TLS where nothing else is spoken.</summary>
    public static ReadOnlySpan<byte> TlsOnly =>
        "! This server speaks TLS only: join with 'chatroom client --tls', or with 'openssl s_client -quiet -connect HOST:PORT'.\n"u8;
}
