using ChatRoom.Client.Options;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Sockets;

namespace ChatRoom.Client.Connecting.Tls;

/// <summary>Connects over TLS to a server that is the one that it is taken for.</summary>
internal static class TlsConnector
{
    /// <summary>An encrypted connection; or null, and why not.</summary>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    public static async Task<(ClientConnection? Connection, Failure? Failure)> ConnectAsync(ClientOptions options, ServerTrust trust, CancellationToken cancel)
    {
        if (!OpenSsl.IsUsable)
        {
            return (null, new Failure(Outcome.ProtocolError, OpenSsl.Missing));
        }

        var (socket, whyNot) = await TlsClientSocket.ConnectAsync(options.Host, options.Port, options.ConnectTimeout, options.Time, cancel);
        if (socket is null)
        {
            return (null, Failure.CannotConnect(options, whyNot!));
        }

        var isOpen = false;
        try
        {
            var failure = await AgreeAsync(socket, options, trust, cancel);
            isOpen = failure is null;
            return isOpen ? (socket, null) : (null, failure);
        }
        finally
        {
            if (!isOpen)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>Agrees on keys with a server that is trusted; returns why it could not, or null.</summary>
    private static async Task<Failure?> AgreeAsync(TlsClientSocket socket, ClientOptions options, ServerTrust trust, CancellationToken cancel)
    {
        using var enough = new CancellationTokenSource(options.AnswerTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        try
        {
            return Explain(await socket.BeginAsync(options.Host, trust.Judge, either.Token), socket, options, trust);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return Failure.CannotConnect(options, "it took the connection and did not answer with TLS in time; try again when it is not stopped");
        }
    }

    private static Failure? Explain(TlsHandshakeResult beginning, TlsClientSocket socket, ClientOptions options, ServerTrust trust) => beginning switch
    {
        TlsHandshakeResult.Encrypted => trust.Trust == Trust.New ? trust.Keep() : null,
        TlsHandshakeResult.Untrusted => trust.Failure,

        // It has not waited for our part, which a slow network or a stopped machine held up.
        TlsHandshakeResult.Plain when socket.PlainAnswer.Span.StartsWith(Greeting.TlsOnlyBeginning) => new Failure(
            Outcome.Lost, $"the server at {options.Address} did not receive our part of TLS in time; try again"),
        TlsHandshakeResult.Plain => new Failure(
            Outcome.ProtocolError,
            $"what answers at {options.Address} speaks in plain text; join it without TLS if you trust the network, or start the server with --tls"),
        TlsHandshakeResult.Disagreed => new Failure(
            Outcome.ProtocolError, $"the server at {options.Address} and we have no version or cipher of TLS in common; we speak 1.2 and 1.3"),
        _ => new Failure(Outcome.Lost, $"{options.Address} hung up while we agreed on TLS"),
    };
}
