using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>
/// Asks a server for an answer, without entering a room, and tells how long that took. Each time over a connection of
/// its own, because a server closes those that do not enter, and so that it shows that it lets newcomers in.
/// </summary>
/// <param name="options">Where, and how long connecting may take.</param>
/// <param name="name">Introduces us; nobody sees it.</param>
/// <param name="answerTimeout">How long the answer may take.</param>
internal sealed class PingClient(ClientOptions options, Nickname name, TimeSpan answerTimeout)
{
    private static readonly byte[] Token = "ping"u8.ToArray();

    private bool _isAnswered;

    /// <summary>The time from the question to the answer, or why there is none.</summary>
    public async Task<(TimeSpan RoundTrip, Failure? Failure)> PingAsync(CancellationToken cancel = default)
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
        if (!link.AskPong(Token))
        {
            return (default, new Failure(
                Outcome.ProtocolError, $"the server at {options.Address} cannot be pinged, as it is no chatroom server; it lets people in"));
        }

        using var enough = new CancellationTokenSource(answerTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        var begin = options.Time.GetTimestamp();
        _isAnswered = false;
        try
        {
            var isThere = await link.FlushAsync();
            while (isThere && !_isAnswered)
            {
                isThere = await link.ReceiveAsync(Look, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return (default, new Failure(Outcome.TimedOut, $"the server at {options.Address} did not answer in time"));
        }

        return _isAnswered
            ? (options.Time.GetElapsedTime(begin), null)
            : (default, new Failure(Outcome.Lost, $"{options.Address} hung up before it answered"));
    }

    private void Look(in ServerLine line) => _isAnswered |= line.Kind == ServerLineKind.Pong && line.Text.SequenceEqual(Token);
}
