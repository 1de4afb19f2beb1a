using ChatRoom.Client.Printing;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>One stay in a room from connecting to hanging up; null is success.</summary>
internal static class Visit
{
    /// <summary>A server that goes away while it lets somebody in, time and again, is none that will come back.</summary>
    private const int MostTries = 10;

    /// <summary>Enters a room, and stays as long as <paramref name="stay"/> does, or until nobody reads our output any more.</summary>
    public static async Task<Failure?> RunAsync(
        ClientOptions options, Entry entry, Func<Conversation, Task<Failure?>> stay, CancellationToken readerGone = default)
    {
        try
        {
            return await TryUntilInAsync(options, entry, stay, readerGone);
        }
        catch (OperationCanceledException) when (readerGone.IsCancellationRequested)
        {
            return Output.HasNoReader;
        }
    }

    private static async Task<Failure?> TryUntilInAsync(
        ClientOptions options, Entry entry, Func<Conversation, Task<Failure?>> stay, CancellationToken cancel)
    {
        // The same over all tries, so that one that did get in is not in the way of the next.
        entry = options.Reconnect is null || entry.Role == Role.Watcher ? entry : entry with { Session = RandomHex.New(SessionId.MaxLength) };
        Backoff? backoff = null;
        for (var tries = 1; ; tries++)
        {
            var (link, failure) = await Connector.ConnectAsync(options, entry.Name, cancel: cancel);
            if (link is not null)
            {
                using var conversation = new Conversation(link, options);
                failure = await conversation.EnterAsync(entry, cancel);
                if (failure is null)
                {
                    return await stay(conversation);
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
