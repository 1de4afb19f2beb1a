using ChatRoom.Protocol;

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
    /// <summary>
    /// Another server of the same room need not share the reason: this one cannot be reached, is not what it should be, stops, or is
    /// cut off. A refusal without a code is about the number of connections, or comes before the client has a name.
    /// </summary>
    public bool IsOfOneServer => Outcome is Outcome.CannotConnect or Outcome.Lost or Outcome.ProtocolError or Outcome.TimedOut
        || (Outcome == Outcome.Refused && (Code.Length == 0 || Code == Refusal.Draining.Code || Code == Refusal.CutOff.Code || Code == Refusal.NotWritten.Code));

    /// <summary>None of several servers let the client in. One of them alone: its failure.</summary>
    public static Failure OfAll(IReadOnlyList<FailedServer> failures)
    {
        if (failures is [var only])
        {
            return only.Failure;
        }

        var outcome = failures[0].Failure.Outcome;
        outcome = failures.Any(one => one.Failure.Outcome == Outcome.Lost) ? Outcome.Lost
            : failures.All(one => one.Failure.Outcome == outcome) ? outcome
            : Outcome.CannotConnect;
        return new Failure(
            outcome,
            $"none of the {failures.Count} servers can be used: {string.Join(", and ", failures.Select(Reason))}; check the addresses, or try again later");
    }

    /// <summary>The reason of one of several servers, which names it, without the advice.</summary>
    private static string Reason(FailedServer server)
    {
        var reason = server.Failure.Sentence.Split(';')[0].TrimEnd('.');
        return reason.Contains(server.Address, StringComparison.Ordinal) ? reason : $"{server.Address}: {reason}";
    }

    /// <param name="server">The server.</param>
    /// <param name="whyNot">The reason, as half a sentence.</param>
    public static Failure CannotConnect(ClientOptions server, string whyNot) =>
        new(Outcome.CannotConnect, $"cannot connect to {server.Address}: {whyNot}");
}

/// <summary>One of several servers, and why it did not let the client in.</summary>
internal sealed record FailedServer(string Address, Failure Failure);
