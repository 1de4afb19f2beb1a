namespace ChatRoom.Server.Options;

/// <summary>How much an event matters to the operator. A level includes those above it.</summary>
internal enum EventLevel
{
    /// <summary>Something does not work: a bug of this program, or a disk that cannot be written.</summary>
    Error,

    /// <summary>Something is not as the operator wants it, and the server goes on; also the end of that.</summary>
    Warning,

    /// <summary>Acts of the server as a whole, and of operators.</summary>
    Info,

    /// <summary>Connections that come and go.</summary>
    Debug,
}
