using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Log.JetStream;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// Reads the entries of the stream, and has each applied on the loop before it reads far ahead. It ends when it is cancelled, or with
/// the reason why nothing more can be applied.
/// </summary>
internal sealed class EntryReading(ClusterStream stream, StreamFold fold, EventLoop loop, string cluster)
{
    /// <summary>The most entries that are applied in one go: after them, the loop serves its connections.</summary>
    private const int Together = 64;

    /// <summary>Bytes of entries after which no more are applied in the same go.</summary>
    private const int TogetherBytes = 1 << 20;

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private long _wanted = long.MaxValue;

    /// <summary>Bytes of the entries that were read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The newest entry of the stream, as far as this server knows. Any thread.</summary>
    public long End { get; private set; }

    /// <summary>Completes when an entry is applied. Called once.</summary>
    public Task ReachedAsync(long sequence)
    {
        _wanted = sequence;
        Check();
        return _reached.Task;
    }

    /// <summary>Reads from an entry on. Returns why it cannot go on; null: it was cancelled.</summary>
    public async Task<string?> RunAsync(long from, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var reading = stream.ReadAsync(from, end.Token).GetAsyncEnumerator(end.Token);
        var moving = reading.MoveNextAsync().AsTask();
        try
        {
            var next = from;
            _last = from - 1;
            var entries = new List<StreamEntry>();
            while (await moving)
            {
                // Everything that has arrived already is applied together, up to the bounds.
                var bytes = 0;
                do
                {
                    entries.Add(reading.Current);
                    bytes += reading.Current.Data.Length;
                    moving = reading.MoveNextAsync().AsTask();
                }
                while (entries.Count < Together && bytes < TogetherBytes && moving.IsCompletedSuccessfully && await moving);

                BatchVerdict last = default;
                await loop.InvokeAsync(async () => last = await ApplyAsync(entries));
                if (last == BatchVerdict.Hole)
                {
                    break;
                }

                next += entries.Count;
                entries.Clear();
            }

            return cancel.IsCancellationRequested ? null : $"the log of cluster {cluster} has a hole after entry {next - 1}; this server stops, start it again";
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            // It cannot be disposed of while it moves.
            await end.CancelAsync();
            await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<BatchVerdict> ApplyAsync(List<StreamEntry> entries)
    {
        var verdict = BatchVerdict.Apply;
        foreach (var (sequence, time, data, end) in entries)
        {
            Bytes += data.Length;
            End = Math.Max(End, end);
            verdict = await fold.ApplyAsync(sequence, time, data);
            if (verdict == BatchVerdict.Hole)
            {
                break;
            }

            _last = sequence;
        }

        Check();
        return verdict;
    }

    private void Check()
    {
        if (_last >= _wanted)
        {
            _reached.TrySetResult();
        }
    }
}
