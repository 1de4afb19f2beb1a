using System.Globalization;
using ChatRoom.Native;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// Finds the state from which a server reads the stream on: the snapshot in its own folder, one that the cluster stores, or
/// none, at the first entry. Used once.
/// </summary>
internal sealed class ClusterStart(ClusterStream stream, ClusterOptions options, ClusterFolder? folder, bool hasLogs)
{
    /// <summary>The identity of the stream, after <see cref="FindAsync"/>; empty: nothing says it any more.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>Why a server cannot go on from a state whose rules it does not know.</summary>
    public static string WhyNotRules(string cluster, ClusterState state) =>
        $"cluster {cluster} follows rules {state.Rules}, and this version of chatroom knows them up to {ClusterState.NewestRules}: start a newer version";

    /// <summary>The state after which to read on; null: the reason why there is none.</summary>
    public async Task<(ClusterSnapshot? Begin, string? WhyNot)> FindAsync(CancellationToken cancel)
    {
        var found = await FindAnyAsync(cancel);
        return found.Begin is { State: { Rules: > ClusterState.NewestRules } state } ? (null, WhyNotRules(options.Name, state)) : found;
    }

    private async Task<(ClusterSnapshot? Begin, string? WhyNot)> FindAnyAsync(CancellationToken cancel)
    {
        var (first, last) = await stream.BoundsAsync(cancel);
        if (last == 0)
        {
            await FoundAsync(cancel);
            (first, last) = await stream.BoundsAsync(cancel);
        }

        ClusterSnapshot? own = null;
        if (folder is not null && !folder.TryRead(out own, out var whyNot))
        {
            return (null, whyNot);
        }

        Identity = await FindIdentityAsync(first, cancel);
        if (WhyNotOurs(own, last) is { } foreign)
        {
            return (null, foreign);
        }

        return own is not null && own.State.Applied >= first - 1
            ? (own, null)
            : await FindCommonAsync(first, cancel);
    }

    private string? WhyNotOurs(ClusterSnapshot? own, long last) =>
        own is null ? (hasLogs ? "the data directory holds a log of its own; a cluster needs an empty one: choose another with --data DIR" : null)
        : own.State.Identity.Length > 0 && Identity.Length > 0 && own.State.Identity != Identity
            ? $"the data directory belongs to cluster {own.State.Identity}, and {options.Name} is {Identity}: choose another with --data DIR"
        : own.State.Applied > last
            ? $"the log of cluster {options.Name} went back: it ends at entry {last}, and this server has applied {own.State.Applied}. NATS lost what was acknowledged (sync_interval in its configuration?). To follow it, start with an empty --data"
        : null;

    private async Task<(ClusterSnapshot? Begin, string? WhyNot)> FindCommonAsync(long first, CancellationToken cancel)
    {
        if (await stream.FindSnapshotAsync(position => position >= first - 1, oldest: true, cancel) is { } found
            && ClusterSnapshot.Decode(found.State) is { } common)
        {
            return (common, null);
        }

        return first <= 1
            ? (new ClusterSnapshot(new ClusterState(), [], []), null)
            : (null, $"the log of cluster {options.Name} begins at entry {first}, and no snapshot reaches that far: raise --cluster-keep");
    }

    /// <summary>The first entry of a new stream says which stream it is. Of several servers that write it, one does.</summary>
    private async Task FoundAsync(CancellationToken cancel)
    {
        var batch = new BatchWriter();
        new GenesisAct(Random64.Next()).AddTo(batch);
        await stream.PublishFirstAsync(batch.Finish(options.NodeId, incarnation: 0, number: 0), cancel);
    }

    private async Task<string> FindIdentityAsync(long first, CancellationToken cancel)
    {
        if (first == 1)
        {
            await foreach (var entry in stream.ReadAsync(1, cancel))
            {
                return Batch.TryParse(entry.Data, out var batch) && First(batch) is { } genesis
                    ? genesis.Identity.ToString("x16", CultureInfo.InvariantCulture)
                    : "";
            }
        }

        return await stream.FindSnapshotAsync(_ => true, oldest: false, cancel) is { } found ? ClusterSnapshot.Decode(found.State)?.State.Identity ?? "" : "";
    }

    private static GenesisAct? First(in Batch batch)
    {
        foreach (var act in batch)
        {
            return act.Kind == ActKind.Genesis && GenesisAct.TryRead(act, out var genesis) ? genesis : null;
        }

        return null;
    }
}
