using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>
/// Measures how long a server takes to answer, without joining a room. Each ping has a connection of its own, which proves
/// that the server still accepts connections. A server also closes connections that do not join.
/// </summary>
/// <param name="options">The server, and how long connecting may take.</param>
/// <param name="name">The name for the server's question; nobody sees it.</param>
/// <param name="answerTimeout">How long the answer may take.</param>
internal sealed class PingClient(ClientOptions options, Nickname name, TimeSpan answerTimeout)
{
    private static readonly byte[] Token = "ping"u8.ToArray();

    private bool _isAnswered;

    /// <summary>Returns the time from the question to the answer, or why there is none.</summary>
    public async Task<(TimeSpan RoundTrip, Failure? Failure)> PingAsync(CancellationToken cancel)
    {
        var (link, failure) = await Connector.ConnectAsync(options, name, cancel: cancel);
        if (link is null)
        {
            return (default, failure);
        }

        using (link)
        {
            return await AskAsync(link, cancel);
        }
    }

    private async Task<(TimeSpan RoundTrip, Failure? Failure)> AskAsync(Link link, CancellationToken cancel)
    {
        if (!link.Ping(Token))
        {
            return (default, new Failure(
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
            return (default, new Failure(Outcome.TimedOut, $"the server at {options.Address} did not answer in time"));
        }

        return _isAnswered
            ? (options.Time.GetElapsedTime(begin), null)
            : (default, new Failure(Outcome.Lost, $"the server at {options.Address} closed the connection before it answered"));
    }

    private void Handle(in ServerLine line) => _isAnswered |= line.Kind == ServerLineKind.Pong && line.Text.SequenceEqual(Token);
}
