using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>The failures that are expected if servers are lost, and waiting for the next attempt.</summary>
internal static class NatsFaults
{
    /// <summary>The pause before the next attempt after a server said that nobody answers.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>True if a call may fail like this while a server or the leader of a stream is gone, or because it was cancelled.</summary>
    public static bool IsExpected(Exception error) => error is NatsException or OperationCanceledException or TimeoutException or IOException;

    /// <summary>Waits; ends early if it is cancelled.</summary>
    public static async Task DelayAsync(TimeSpan length, TimeProvider time, CancellationToken cancel) =>
        await Task.Delay(length, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Repeats a call of the API until it succeeds, because there is no answer while a stream has no leader.</summary>
    /// <param name="isFinal">Whether an error ends the repetition.</param>
    /// <returns>The answer, or the final error; neither: it was cancelled.</returns>
    public static async Task<(T? Answer, ApiError? Error)> RepeatAsync<T>(Func<CancellationToken, ValueTask<T>> call, Func<ApiError, bool> isFinal, TimeProvider time, CancellationToken cancel)
        where T : class
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                return (await call(cancel), null);
            }
            catch (NatsJSApiException error) when (isFinal(error.Error))
            {
                return (null, error.Error);
            }
            catch (Exception error) when (IsExpected(error))
            {
                await DelayAsync(RetryAfter, time, cancel);
            }
        }

        return (null, null);
    }

    /// <summary>The present content of a stream. Waits while it has no leader; null: this was cancelled.</summary>
    public static async Task<StreamState?> StateAsync(NatsJSContext context, string stream, TimeProvider time, CancellationToken cancel) =>
        (await RepeatAsync(retry => context.GetStreamAsync(stream, cancellationToken: retry), isFinal: _ => false, time, cancel)).Answer?.Info.State;
}
