using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Conversation;

/// <summary>One stay in a room from connecting to hanging up; null is success.</summary>
internal static class Visit
{
    /// <summary>A server that goes away while it lets somebody in, time and again, is none that will come back.</summary>
    private const int MostTries = 10;

    /// <summary>Enters a room, and stays as long as <paramref name="stay"/> does, or until nobody reads our output any more.</summary>
    public static async Task<Failure?> RunAsync(
        ClientOptions options, JoinRequest joinRequest, Func<ReliableConnection, Task<Failure?>> stay, CancellationToken readerGone = default)
    {
        try
        {
            return await TryUntilInAsync(options, joinRequest, stay, readerGone);
        }
        catch (OperationCanceledException) when (readerGone.IsCancellationRequested)
        {
            return StandardOutput.HasNoReader;
        }
    }

    private static async Task<Failure?> TryUntilInAsync(
        ClientOptions options, JoinRequest joinRequest, Func<ReliableConnection, Task<Failure?>> stay, CancellationToken cancel)
    {
        // The same over all tries, so that one that did get in is not in the way of the next.
        joinRequest = options.Reconnect is null || joinRequest.Role == Role.Watcher ? joinRequest : joinRequest with { Session = RandomHex.New(SessionId.MaxLength) };
        Backoff? backoff = null;
        for (var tries = 1; ; tries++)
        {
            var (link, failure) = await Connector.ConnectAsync(options, joinRequest.Name, cancel: cancel);
            if (link is not null)
            {
                using var reliableConnection = new ReliableConnection(link, options);
                failure = await reliableConnection.EnterAsync(joinRequest, cancel);
                if (failure is null)
                {
                    return await stay(reliableConnection);
                }
            }

            if (failure!.Outcome != Outcome.Lost || options.Reconnect is null || tries == MostTries || backoff?.Left <= TimeSpan.Zero)
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
