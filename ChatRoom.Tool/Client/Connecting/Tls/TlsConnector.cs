using ChatRoom.Client.Options;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Sockets;

namespace ChatRoom.Client.Connecting.Tls;

/// <summary>Connects over TLS to a server whose certificate is trusted.</summary>
internal static class TlsConnector
{
    /// <summary>Connects; or null, and the reason.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
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
            var failure = await HandshakeAsync(socket, options, trust, cancel);
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

    /// <summary>Does the handshake; returns why it failed, or null.</summary>
    private static async Task<Failure?> HandshakeAsync(TlsClientSocket socket, ClientOptions options, ServerTrust trust, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(options.AnswerTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            return Explain(await socket.HandshakeAsync(options.Host, trust.Validate, either.Token), socket, options, trust);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return Failure.CannotConnect(options, "it accepted the connection and did not answer with TLS in time: it may be stopped; try again");
        }
    }

    private static Failure? Explain(TlsHandshakeResult result, TlsClientSocket socket, ClientOptions options, ServerTrust trust) => result switch
    {
        TlsHandshakeResult.Encrypted => trust.Trust == Trust.Unknown ? trust.Save() : null,
        TlsHandshakeResult.Untrusted => trust.Failure,

        // The server gave up waiting for our handshake, which a slow network or a stopped machine delayed.
        TlsHandshakeResult.NotTls when socket.PlainAnswer.Span.StartsWith(Greeting.TlsOnlyBeginning) => new Failure(
            Outcome.Lost, $"the server at {options.Address} did not receive our TLS handshake in time; try again"),
        TlsHandshakeResult.NotTls => new Failure(
            Outcome.ProtocolError,
            $"the server at {options.Address} does not use TLS; join it without TLS if you trust the network, or start the server with --tls"),
        TlsHandshakeResult.NothingInCommon => new Failure(
            Outcome.ProtocolError, $"the server at {options.Address} shares no TLS version or cipher with this client, which uses TLS 1.2 and 1.3; update the server"),
        _ => new Failure(Outcome.Lost, $"the server at {options.Address} closed the connection during the TLS handshake"),
    };
}
