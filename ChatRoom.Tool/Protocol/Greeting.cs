namespace ChatRoom.Protocol;

/// <summary>What a server says before it lets somebody in; its questions have no line end.</summary>
internal static class Greeting
{
    /// <summary>The question for a nickname: these four bytes.</summary>
    public static ReadOnlySpan<byte> AskName => "NAME"u8;

    /// <summary>The question for the password, in the line dialect: these eight bytes.</summary>
    public static ReadOnlySpan<byte> AskPassword => "PASSWORD"u8;

    /// <summary>How that begins which is said instead in any version.</summary>
    public static ReadOnlySpan<byte> TlsOnlyBeginning => "! This server speaks TLS"u8;

    /// <summary>What is said instead, in plain text, to who speaks no TLS where nothing else is spoken.</summary>
    public static ReadOnlySpan<byte> TlsOnly =>
        "! This server speaks TLS only: join with 'chatroom client --tls', or with 'openssl s_client -quiet -connect HOST:PORT'.\n"u8;
}
