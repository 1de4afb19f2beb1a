using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// Sends bytes to a stream again and again, until it has stored them. So they may be stored more than once. A caller that needs
/// an order starts the next call when the last one has completed. Any thread.
/// </summary>
internal sealed class StreamPublisher(NatsLink link, TimeProvider time)
{
    /// <summary>Sends the same bytes again if there is no answer for this long. A late answer to an earlier attempt counts too.</summary>
    private static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(1);

    /// <summary>Ignores the answer to an attempt after this long; so at most this many seconds of attempts are open at a time.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private readonly NatsJSContext _context = new(link.Connection, new NatsJSOpts(link.Options, requestTimeout: AttemptTimeout));

    /// <summary>The sequence; null: it was cancelled, or refused for good.</summary>
    /// <param name="data">Must not change until this completes.</param>
    /// <param name="isFinal">Whether a refusal with this error code is for good; all others are tried again.</param>
    public async Task<long?> PublishAsync(string subject, ReadOnlyMemory<byte> data, NatsJSPubOpts options, Func<ApiError, bool> isFinal, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var attempts = new List<Task<PubAckResponse?>>(capacity: 1);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                attempts.Add(AttemptAsync(subject, data, options, ended.Token));
                while (await FirstAsync(attempts, cancel) is { } done)
                {
                    attempts.Remove(done);
                    if (await done is { Error: var error } answer && (error is null || isFinal(error)))
                    {
                        return error is null ? (long)answer.Seq : null;
                    }
                }

                if (attempts.Count == 0)
                {
                    await NatsFaults.DelayAsync(NatsFaults.RetryAfter, time, cancel);
                }
            }

            return null;
        }
        finally
        {
            // The bytes belong to the caller again when no attempt uses them. Mostly there is none left.
            if (attempts.Count > 0)
            {
                await ended.CancelAsync();
                await Task.WhenAll(attempts);
            }
        }
    }

    /// <summary>The first attempt that completes; null: there is none, or none did in time.</summary>
    private async Task<Task<PubAckResponse?>?> FirstAsync(List<Task<PubAckResponse?>> attempts, CancellationToken cancel)
    {
        if (attempts.Count == 0)
        {
            return null;
        }

        Task first = attempts.Count == 1 ? attempts[0] : Task.WhenAny(attempts);
        await first.WaitAsync(ResendAfter, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return attempts.Find(attempt => attempt.IsCompleted);
    }

    /// <summary>The answer of a server; null: there was none. Never fails because of a server.</summary>
    private async Task<PubAckResponse?> AttemptAsync(string subject, ReadOnlyMemory<byte> data, NatsJSPubOpts options, CancellationToken cancel)
    {
        // While there is no connection, attempts would only pile up in front of it.
        if (!link.IsOpen)
        {
            return null;
        }

        try
        {
            var answer = await _context.TryPublishAsync(subject, data, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, options, cancellationToken: cancel);
            return answer.Success ? answer.Value : null;
        }
        catch (Exception error) when (NatsFaults.IsExpected(error))
        {
            return null;
        }
    }
}
