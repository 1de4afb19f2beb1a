namespace ChatRoom.Client.Options;

/// <summary>How a client ended.</summary>
internal enum Outcome
{
    Done,

    /// <summary>Something on this machine, such as a file or a standard stream, cannot be used.</summary>
    Failed,

    /// <summary>Nobody answered at the address.</summary>
    CannotConnect,

    /// <summary>The server did not let it in.</summary>
    Refused,

    /// <summary>The connection broke and did not come back.</summary>
    Lost,

    /// <summary>At least one line was not accepted.</summary>
    Rejected,

    /// <summary>What answered does not speak the protocol.</summary>
    ProtocolError,

    /// <summary>What it waited for did not come in the time that it had.</summary>
    TimedOut,

    /// <summary>Nobody reads our output any more.</summary>
    BrokenPipe,

    /// <summary>The user pressed Ctrl-C.</summary>
    Interrupted,

    /// <summary>The command to run does not exist.</summary>
    CommandNotFound,

    /// <summary>The command to run exists and cannot be run.</summary>
    CommandNotExecutable,
}

/// <summary>An end that is not the wanted one, the sentence that explains it, and the server's code for it where it gave one.</summary>
internal sealed record Failure(Outcome Outcome, string Sentence, string Code = "")
{
    /// <param name="server">Where to.</param>
    /// <param name="whyNot">The reason, as half a sentence.</param>
    public static Failure CannotConnect(ClientOptions server, string whyNot) =>
        new(Outcome.CannotConnect, $"cannot connect to {server.Address}: {whyNot}");
}
