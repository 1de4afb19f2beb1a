using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>The server that answered a ping, and the time from the question to the answer.</summary>
internal sealed record PingAnswer(ClientOptions Server, TimeSpan RoundTrip);

/// <summary>
/// Measures how long a server takes to answer, without joining a room. Each ping has a connection of its own, which proves
/// that the server still accepts connections. A server also closes connections that do not join.
/// </summary>
/// <param name="servers">The servers, of which the first that answers is asked, and how long connecting may take.</param>
/// <param name="name">The name for the server's question; nobody sees it.</param>
/// <param name="answerTimeout">How long the answer may take.</param>
internal sealed class PingClient(ServerList servers, Nickname name, TimeSpan answerTimeout)
{
    private static readonly byte[] Token = "ping"u8.ToArray();

    private bool _isAnswered;

    /// <summary>Returns the answer, or why there is none.</summary>
    public Task<(PingAnswer? Answer, Failure? Failure)> PingAsync(CancellationToken cancel) => servers.TryEachAsync(server => PingAsync(server, cancel));

    private async Task<(PingAnswer? Answer, Failure? Failure)> PingAsync(ClientOptions options, CancellationToken cancel)
    {
        var (link, failure) = await Connector.ConnectAsync(options, name, cancel: cancel);
        if (link is null)
        {
            return (null, failure);
        }

        using (link)
        {
            return await AskAsync(link, options, cancel);
        }
    }

    private async Task<(PingAnswer? Answer, Failure? Failure)> AskAsync(Link link, ClientOptions options, CancellationToken cancel)
    {
        if (!link.Ping(Token))
        {
            return (null, new Failure(
                Outcome.ProtocolError, $"the server at {options.Address} cannot be pinged, as it is no chatroom server; it accepts connections"));
        }

        using var timeout = new CancellationTokenSource(answerTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var begin = options.Time.GetTimestamp();
        _isAnswered = false;
        try
        {
            var isOpen = await link.FlushAsync();
            while (isOpen && !_isAnswered)
            {
                isOpen = await link.ReceiveAsync(Handle, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return (null, new Failure(Outcome.TimedOut, $"the server at {options.Address} did not answer in time"));
        }

        return _isAnswered
            ? (new PingAnswer(options, options.Time.GetElapsedTime(begin)), null)
            : (null, new Failure(Outcome.Lost, $"the server at {options.Address} closed the connection before it answered"));
    }

    private void Handle(in ServerLine line) => _isAnswered |= line.Kind == ServerLineKind.Pong && line.Text.SequenceEqual(Token);
}
