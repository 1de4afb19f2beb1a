using ChatRoom.Server.Log.Records;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// Snapshots of the state in a stream of their own, in chunks that <see cref="SnapshotChunk"/> names. One that lacks a chunk or
/// is damaged counts as absent, so that a server may stop at any time while it stores one. Any thread.
/// </summary>
internal sealed class SnapshotStore(NatsLink link, ClusterNames names, TimeProvider time)
{
    public const int ChunkBytes = 512 << 10;

    private readonly StreamPublisher _publisher = new(link, time);
    private readonly StreamReading _reading = new(link, time);

    /// <summary>Stores a snapshot; false: it was cancelled before its last chunk was stored.</summary>
    public async Task<bool> StoreAsync(long position, ReadOnlyMemory<byte> state, CancellationToken cancel)
    {
        var checksum = Checksum.Of(state.Span);
        var count = Math.Max(1, (state.Length + ChunkBytes - 1) / ChunkBytes);
        for (var index = 0; index < count; index++)
        {
            var data = state[(index * ChunkBytes)..Math.Min(state.Length, (index + 1) * ChunkBytes)];
            var subject = names.Chunk(new SnapshotChunk(position, checksum, index, count));
            if (await _publisher.PublishAsync(subject, data, NatsJSPubOpts.Default, isFinal: _ => false, cancel) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The whole snapshot with the lowest or highest position among those that are wanted; null: there is none, or it was cancelled.</summary>
    public async Task<(long Position, byte[] State)?> FindAsync(Func<long, bool> wanted, bool oldest, CancellationToken cancel)
    {
        if (await NatsFaults.StateAsync(link.Context, names.State, time, cancel) is not { Messages: > 0 } state)
        {
            return null;
        }

        var found = await ListAsync(state, cancel);
        var whole = found.Where(chunk => chunk.Key.Index == 0 && wanted(chunk.Key.Position)
            && Enumerable.Range(1, chunk.Key.Count - 1).All(index => found.ContainsKey(chunk.Key with { Index = index })));
        foreach (var (first, _) in oldest ? whole.OrderBy(chunk => chunk.Key.Position) : whole.OrderByDescending(chunk => chunk.Key.Position))
        {
            if (await ReadAsync(first, [.. Enumerable.Range(0, first.Count).Select(index => found[first with { Index = index }])], cancel) is { } bytes)
            {
                return (first.Position, bytes);
            }
        }

        return null;
    }

    /// <summary>All chunks that the stream has, with their sequences; the first one of those that were stored twice.</summary>
    private async Task<Dictionary<SnapshotChunk, long>> ListAsync(StreamState state, CancellationToken cancel)
    {
        var found = new Dictionary<SnapshotChunk, long>();
        await foreach (var message in _reading.ReadAsync(names.State, (long)state.FirstSeq, headersOnly: true, cancel))
        {
            var sequence = message.Metadata!.Value.Sequence.Stream;
            if (SnapshotChunk.TryParse(message.Subject, out var chunk))
            {
                found.TryAdd(chunk, (long)sequence);
            }

            if (sequence >= state.LastSeq)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The bytes of one snapshot; null: it is damaged, or the stream has dropped a part of it meanwhile.</summary>
    private async Task<byte[]?> ReadAsync(SnapshotChunk first, long[] sequences, CancellationToken cancel)
    {
        var chunks = new byte[first.Count][];
        var last = sequences.Max();
        await foreach (var message in _reading.ReadAsync(names.State, sequences.Min(), headersOnly: false, cancel))
        {
            var sequence = (long)message.Metadata!.Value.Sequence.Stream;
            if (Array.IndexOf(sequences, sequence) is >= 0 and var index)
            {
                chunks[index] = message.Data ?? [];
            }

            if (sequence >= last)
            {
                break;
            }
        }

        if (Array.Exists(chunks, chunk => chunk is null))
        {
            return null;
        }

        byte[] state = [.. chunks.SelectMany(chunk => chunk)];
        return Checksum.Of(state) == first.Checksum ? state : null;
    }
}
