using ChatRoom.Native;
using ChatRoom.Sockets;

namespace ChatRoom.Client.Tls;

/// <summary>Connects over TLS to a server that is the one that it is taken for.</summary>
internal static class TlsConnector
{
    /// <summary>An encrypted connection; or null, and why not, where the server was reached.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no way there, or nobody listens.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or is not wanted any more.</exception>
    public static async Task<(ClientConnection? Connection, Failure? Failure)> ConnectAsync(ClientOptions options, ServerTrust trust, CancellationToken cancel)
    {
        if (!OpenSsl.IsUsable)
        {
            return (null, new Failure(Outcome.ProtocolError, OpenSsl.Missing));
        }

        using var enough = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        var socket = await TlsClientSocket.ConnectAsync(options.Host, options.Port, either.Token);
        var isOpen = false;
        try
        {
            var failure = Explain(await socket.BeginAsync(options.Host, trust.Judge, either.Token), options, trust);
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

    private static Failure? Explain(TlsBeginning beginning, ClientOptions options, ServerTrust trust) => beginning switch
    {
        TlsBeginning.Encrypted => trust.Trust == Trust.New ? trust.Keep() : null,
        TlsBeginning.Untrusted => trust.Failure,
        TlsBeginning.Plain => new Failure(
            Outcome.ProtocolError,
            $"what answers at {options.Address} speaks in plain text; join it without TLS if you trust the network, or start the server with --tls"),
        TlsBeginning.Disagreed => new Failure(
            Outcome.ProtocolError, $"the server at {options.Address} and we have no version or cipher of TLS in common; we speak 1.2 and 1.3"),
        _ => new Failure(Outcome.Lost, $"{options.Address} hung up while we agreed on TLS"),
    };
}
