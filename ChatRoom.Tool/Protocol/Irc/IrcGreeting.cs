namespace ChatRoom.Protocol.Irc;

/// <summary>The last lines to an IRC client that is not let in; the chat's own port has those of <see cref="Greeting"/>.</summary>
internal static class IrcGreeting
{
    public static ReadOnlySpan<byte> TooMany => "ERROR :There are too many connections from your address; close one, or try again later.\r\n"u8;

    public static ReadOnlySpan<byte> TooFast => "ERROR :Your address connects too often; try again in a moment.\r\n"u8;

    public static ReadOnlySpan<byte> NotAllowed => "ERROR :This server takes no connections from your address.\r\n"u8;

    /// <summary>Sent in plain text, if the client does not speak TLS and the server requires it.</summary>
    public static ReadOnlySpan<byte> TlsOnly => "ERROR :This server speaks TLS only; switch it on in your client.\r\n"u8;
}
