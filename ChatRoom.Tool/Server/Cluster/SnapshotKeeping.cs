using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Log.JetStream;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// Stores the state again and again: in this server's own folder, so that it restarts fast, and at the NATS servers before the stream
/// drops its oldest entries, so that new servers can come. The oldest node does the latter. Loop thread only.
/// </summary>
/// <param name="folder">null: this server keeps nothing on disk.</param>
/// <param name="encode">The state now.</param>
/// <param name="bytesRead">Bytes of the entries so far.</param>
/// <param name="report">Is given a sentence for the operator.</param>
internal sealed class SnapshotKeeping(
    ClusterStream stream, ClusterFolder? folder, Proposals proposals, TimeProvider time, Func<byte[]> encode, Func<long> bytesRead, Action<string> report)
{
    private const long OwnBytes = 64 << 20;

    /// <summary>The stream holds at least this many snapshots.</summary>
    private const int InStream = 8;

    private static readonly TimeSpan OwnInterval = TimeSpan.FromSeconds(30);

    private (long Position, long Bytes, long At) _own = (0, 0, time.GetTimestamp());
    private (long Position, long Bytes) _common;
    private (long Position, long Bytes) _stored;
    private bool _isWriting;
    private bool _isStoring;

    /// <summary>Stores the state in this server's folder.</summary>
    public async Task KeepAsync(ClusterState state)
    {
        if (folder is null || _isWriting || state.IsWithinEntry)
        {
            return;
        }

        _isWriting = true;
        _own = (state.Applied, bytesRead(), time.GetTimestamp());
        var snapshot = encode();
        if (await Task.Run(() => folder.Write(snapshot)) is { } whyNot)
        {
            report(whyNot);
        }

        _isWriting = false;
    }

    /// <summary>Runs each second: stores the state where that is due.</summary>
    /// <param name="incarnation">This server's run.</param>
    public async Task KeepIfDueAsync(ClusterState state, long incarnation, CancellationToken cancel)
    {
        if (state.Applied > _own.Position && (time.GetElapsedTime(_own.At) >= OwnInterval || bytesRead() - _own.Bytes >= OwnBytes))
        {
            await KeepAsync(state);
        }

        if (_common.Position != state.SnapshotPosition)
        {
            // Entries that came while this server stored it count.
            _common = (state.SnapshotPosition, state.SnapshotPosition == _stored.Position ? _stored.Bytes : bytesRead());
        }

        var isOldest = state.Nodes.FirstOrDefault(node => node.IsHeard)?.Incarnation == incarnation;
        if (isOldest && !_isStoring && !state.IsWithinEntry && bytesRead() - _common.Bytes >= stream.KeepBytes / InStream)
        {
            _isStoring = true;
            var (position, digest, snapshot) = (state.Applied, state.Digest, encode());
            _stored = (position, bytesRead());
            if (await stream.StoreSnapshotAsync(position, snapshot, cancel))
            {
                new SnapshotAct(position, digest).AddTo(proposals.Next());
            }

            _isStoring = false;
        }
    }
}
