using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Conversation;

/// <summary>Connects to one of the servers, joins a room, runs a verb there, and closes the connection.</summary>
internal static class RoomConnector
{
    /// <summary>A server that closes this many connections during the join is not expected to recover.</summary>
    private const int MaxAttempts = 10;

    /// <summary>Joins, and stays until <paramref name="stay"/> ends or our output has no reader; null is success.</summary>
    public static async Task<Failure?> RunAsync(
        ClientOptions options, JoinRequest joinRequest, Func<ReliableConnection, Task<Failure?>> stay, CancellationToken readerGone = default)
    {
        try
        {
            return await JoinAndStayAsync(options, joinRequest, stay, readerGone);
        }
        catch (OperationCanceledException) when (readerGone.IsCancellationRequested)
        {
            return StandardOutput.HasNoReader;
        }
    }

    /// <summary>Connects to one server and joins; or null, and the reason.</summary>
    public static async Task<(ReliableConnection? Connection, Failure? Failure)> JoinAsync(ClientOptions server, JoinRequest joinRequest, CancellationToken cancel = default)
    {
        var (link, failure) = await Connector.ConnectAsync(server, joinRequest.Name, cancel: cancel);
        if (link is null)
        {
            return (null, failure);
        }

        var reliableConnection = new ReliableConnection(link, server);
        var isIn = false;
        try
        {
            failure = await reliableConnection.JoinAsync(joinRequest, cancel);
            isIn = failure is null;
            return isIn ? (reliableConnection, null) : (null, failure);
        }
        finally
        {
            if (!isIn)
            {
                reliableConnection.Dispose();
            }
        }
    }

    private static async Task<Failure?> JoinAndStayAsync(
        ClientOptions options, JoinRequest joinRequest, Func<ReliableConnection, Task<Failure?>> stay, CancellationToken cancel)
    {
        // The same session in all attempts: if the server let one in without our knowledge, the next takes its place.
        joinRequest = options.Reconnect is null || joinRequest.Role == Role.Watcher ? joinRequest : joinRequest with { Session = RandomHex.New(SessionId.MaxLength) };
        var servers = new ServerList(options.InRandomOrder());
        Backoff? backoff = null;
        for (var attempts = 1; ; attempts++)
        {
            var (reliableConnection, failure) = await servers.TryEachAsync(server => JoinAsync(server, joinRequest, cancel));
            using (reliableConnection)
            {
                if (reliableConnection is not null)
                {
                    return await stay(reliableConnection);
                }
            }

            if (failure!.Outcome != Outcome.Lost || options.Reconnect is null || attempts == MaxAttempts || backoff?.Left <= TimeSpan.Zero)
            {
                return failure;
            }

            if (backoff is null)
            {
                backoff = new Backoff(options.Reconnect, options.Time);
                backoff.Lost(retryMilliseconds: 0);
            }

            await Task.Delay(backoff.Next(), options.Time, cancel);
        }
    }
}
