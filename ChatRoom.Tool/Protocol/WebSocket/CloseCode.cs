namespace ChatRoom.Protocol.WebSocket;

/// <summary>The reasons that the server gives when it closes a WebSocket (RFC 6455, section 7.4.1).</summary>
internal enum CloseCode : ushort
{
    Normal = 1000,

    /// <summary>The server ends.</summary>
    GoingAway = 1001,

    ProtocolError = 1002,

    /// <summary>A binary message: the server takes text only.</summary>
    Unsupported = 1003,

    /// <summary>A text that is not UTF-8.</summary>
    InvalidText = 1007,

    TooLarge = 1009,
}
