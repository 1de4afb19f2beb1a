namespace ChatRoom.Server.Events;

/// <summary>The reason why a connection ended. A connection keeps its first one.</summary>
internal enum CloseReason
{
    /// <summary>The peer reached the end of its input and closed its sending side.</summary>
    EndOfInput,

    /// <summary>The peer asked to leave.</summary>
    Quit,

    /// <summary>The network or the peer broke the connection.</summary>
    Lost,

    /// <summary>The peer sent no name in time.</summary>
    NoName,

    /// <summary>Too many names of the peer were refused, or one did not end.</summary>
    BadName,

    /// <summary>The peer sent no password, or too many wrong ones.</summary>
    NoPassword,

    /// <summary>The peer sends without reading, so that its mailbox is full.</summary>
    NotReading,

    /// <summary>The peer accepted no data for too long.</summary>
    Stalled,

    /// <summary>The peer's session goes on over a newer connection.</summary>
    Replaced,

    /// <summary>The person is banned.</summary>
    Banned,

    /// <summary>An operator kicked the member, or the member tried too many operators' passwords.</summary>
    Expelled,

    /// <summary>Its address is on the deny list, or not on the allow list.</summary>
    NotAllowed,

    /// <summary>Its address had as many connections as are allowed.</summary>
    TooMany,

    /// <summary>Its address connected too often.</summary>
    TooFast,

    /// <summary>The member said nothing for too long.</summary>
    Idle,

    /// <summary>The program sent nothing and did not answer pings.</summary>
    Silent,

    /// <summary>The server is shutting down.</summary>
    Draining,

    /// <summary>The server is cut off from the others of its cluster, and the peer can go on at one of them, or must come again.</summary>
    CutOff,

    /// <summary>A bug of this program, reported as a fault.</summary>
    Fault,
}
