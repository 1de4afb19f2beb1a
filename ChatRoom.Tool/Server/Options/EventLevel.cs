namespace ChatRoom.Server.Options;

/// <summary>How much an event matters to whoever runs the server. Who asks for one level is told those above it as well.</summary>
internal enum EventLevel
{
    /// <summary>Something does not work: a bug of ours, or a disk that cannot be written.</summary>
    Error,

    /// <summary>Something is not as the operator wanted it, and the server goes on; also that this is over.</summary>
    Warning,

    /// <summary>What the server does as a whole.</summary>
    Info,

    /// <summary>Who comes and goes.</summary>
    Debug,
}
