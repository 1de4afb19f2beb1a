namespace ChatRoom.Protocol;

/// <summary>The bytes that a server sends before a client has joined. Its questions have no line end.</summary>
internal static class Greeting
{
    /// <summary>The question for a nickname: these four bytes.</summary>
    public static ReadOnlySpan<byte> AskName => "NAME"u8;

    /// <summary>The question for the password, in the line dialect: these eight bytes.</summary>
    public static ReadOnlySpan<byte> AskPassword => "PASSWORD"u8;

    /// <summary>The beginning of every sentence that is sent instead of the question: the client cannot join.</summary>
    public static ReadOnlySpan<byte> RefusalBeginning => "! "u8;

    public static ReadOnlySpan<byte> TooMany => "! There are too many connections from your address; close one, or try again later.\n"u8;

    public static ReadOnlySpan<byte> TooFast => "! Your address connects too often; try again in a moment.\n"u8;

    public static ReadOnlySpan<byte> NotAllowed => "! This server takes no connections from your address.\n"u8;

    /// <summary>The beginning of <see cref="TlsOnly"/> in every version.</summary>
    public static ReadOnlySpan<byte> TlsOnlyBeginning => "! This server speaks TLS"u8;

    /// <summary>Sent in plain text instead of the question, if the client does not speak TLS and the server requires it.</summary>
    public static ReadOnlySpan<byte> TlsOnly =>
        "! This server speaks TLS only: join with 'chatroom client --tls', or with 'openssl s_client -quiet -connect HOST:PORT'.\n"u8;
}
