namespace ChatRoom.Server.Connections.Transports;

/// <summary>The result of a receive or a send.</summary>
internal enum TransportResult
{
    /// <summary>Some bytes were moved.</summary>
    Moved,

    /// <summary>Nothing can be moved now.</summary>
    WouldBlock,

    /// <summary>The peer will send nothing more.</summary>
    EndOfInput,

    /// <summary>The connection is broken.</summary>
    Lost,
}
