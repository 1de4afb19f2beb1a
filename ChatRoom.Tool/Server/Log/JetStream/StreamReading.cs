using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// Reads a stream from a sequence on, in order. Each enumeration has a connection of its own: if its reader is slow, the server
/// waits, but acknowledgements and questions do not. Any thread.
/// </summary>
internal sealed class StreamReading(NatsLink link, TimeProvider time)
{
    /// <summary>The most bytes on their way. A server closes a connection that leaves more than 64 MiB unread.</summary>
    private const int MaxBytes = 4 << 20;

    /// <summary>Messages that were received and not yet read: at most this many, and then the connection waits.</summary>
    private const int Capacity = 512;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly NatsOpts _options = link.Options with
    {
        SubPendingChannelCapacity = Capacity,
        // The default drops messages if the reader is slow.
        SubPendingChannelFullMode = BoundedChannelFullMode.Wait,
    };

    /// <summary>
    /// Reads until it is cancelled; goes on after the last message whenever the stream has no leader, a server restarts or the
    /// consumer is lost. Sequences rise; the caller checks for gaps.
    /// </summary>
    /// <param name="headersOnly">Leaves out the data.</param>
    public async IAsyncEnumerable<NatsJSMsg<byte[]>> ReadAsync(string stream, long from, bool headersOnly, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = link.OpenAnother(_options);
        var context = new NatsJSContext(connection);
        var next = from;
        while (!cancel.IsCancellationRequested)
        {
            var messages = Consume(context, stream, next, headersOnly, cancel);
            try
            {
                while (await TryMoveAsync(messages))
                {
                    var message = (NatsJSMsg<byte[]>)messages.Current;
                    next = (long)message.Metadata!.Value.Sequence.Stream + 1;
                    yield return message;
                }
            }
            finally
            {
                await DisposeAsync(messages);
            }

            await NatsFaults.DelayAsync(NatsFaults.RetryAfter, time, cancel);
        }
    }

    /// <summary>The library's ordered consumer makes itself anew after most faults. After others its enumeration ends.</summary>
    private static IAsyncEnumerator<INatsJSMsg<byte[]>> Consume(NatsJSContext context, string stream, long from, bool headersOnly, CancellationToken cancel)
    {
        var settings = new NatsJSOrderedConsumerOpts
        {
            DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
            OptStartSeq = (ulong)from,
            HeadersOnly = headersOnly,
            InactiveThreshold = TimeSpan.FromMinutes(1),
        };
        var flow = new NatsJSConsumeOpts { MaxBytes = MaxBytes, ThresholdBytes = MaxBytes / 2, IdleHeartbeat = Heartbeat, Expires = 10 * Heartbeat };
        return new NatsJSOrderedConsumer(stream, context, settings, cancel)
            .ConsumeAsync(NatsRawSerializer<byte[]>.Default, flow, cancel)
            .GetAsyncEnumerator(cancel);
    }

    private static async ValueTask<bool> TryMoveAsync(IAsyncEnumerator<INatsJSMsg<byte[]>> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (Exception error) when (NatsFaults.IsExpected(error))
        {
            return false;
        }
    }

    private static async ValueTask DisposeAsync(IAsyncEnumerator<INatsJSMsg<byte[]>> messages)
    {
        try
        {
            await messages.DisposeAsync();
        }
        catch (Exception error) when (NatsFaults.IsExpected(error))
        {
            // The consumer could not be deleted. The server deletes it after a while.
        }
    }
}
