using NATS.Client.Core;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>Questions from one server of the cluster to another. No stream stores them, so a question or its answer may be lost. Any thread.</summary>
internal sealed class NodeRequests(NatsLink link, ClusterNames names, TimeProvider time)
{
    /// <summary>Answers the questions to a node, one after the other, until it is cancelled. If too many wait, further ones are lost.</summary>
    public async Task ServeAsync(string node, Func<ReadOnlyMemory<byte>, ValueTask<byte[]>> answer, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await foreach (var question in link.Connection.SubscribeAsync(names.Node(node), serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: cancel))
                {
                    var reply = await answer(question.Data ?? []);
                    await question.ReplyAsync(reply, serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: cancel);
                }
            }
            catch (Exception error) when (NatsFaults.IsExpected(error))
            {
                await NatsFaults.DelayAsync(NatsFaults.RetryAfter, time, cancel);
            }
        }
    }

    /// <summary>The answer of a node; null: none came in time.</summary>
    public async Task<byte[]?> AskAsync(string node, ReadOnlyMemory<byte> question, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            var answer = await link.Connection.RequestAsync(
                names.Node(node),
                question,
                requestSerializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default,
                replySerializer: NatsRawSerializer<byte[]>.Default,
                replyOpts: new NatsSubOpts { Timeout = timeout, ThrowIfNoResponders = false },
                cancellationToken: cancel);
            return answer.HasNoResponders ? null : answer.Data ?? [];
        }
        catch (Exception error) when (NatsFaults.IsExpected(error))
        {
            return null;
        }
    }
}
