namespace ChatRoom.Client.Options;

/// <summary>How a client ended.</summary>
internal enum Outcome
{
    Done,

    /// <summary>Something on this machine, such as a file or a standard stream, cannot be used.</summary>
    Failed,

    /// <summary>No connection to the address was possible.</summary>
    CannotConnect,

    /// <summary>The server did not let the client join.</summary>
    Refused,

    /// <summary>The connection was lost for good.</summary>
    Lost,

    /// <summary>At least one line was not accepted.</summary>
    Rejected,

    /// <summary>The server does not speak the protocol.</summary>
    ProtocolError,

    /// <summary>The awaited answer or line did not come in time.</summary>
    TimedOut,

    /// <summary>Our output has no reader any more.</summary>
    BrokenPipe,

    /// <summary>The user pressed Ctrl-C.</summary>
    Interrupted,

    /// <summary>The command to run does not exist.</summary>
    CommandNotFound,

    /// <summary>The command to run exists and cannot be run.</summary>
    CommandNotExecutable,
}

/// <summary>A failure: its kind, the sentence for the user, and the server's code if it gave one.</summary>
internal sealed record Failure(Outcome Outcome, string Sentence, string Code = "")
{
    /// <param name="server">The server.</param>
    /// <param name="whyNot">The reason, as half a sentence.</param>
    public static Failure CannotConnect(ClientOptions server, string whyNot) =>
        new(Outcome.CannotConnect, $"cannot connect to {server.Address}: {whyNot}");
}
