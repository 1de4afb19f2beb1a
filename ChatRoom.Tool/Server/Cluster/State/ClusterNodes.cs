using ChatRoom.Server.Cluster.Batches;

namespace ChatRoom.Server.Cluster.State;

/// <summary>
/// The runs of all nodes that are not forgotten, and what ends them. A part of <see cref="ClusterState"/>, which alone changes it. Used
/// by the thread that applies.
/// </summary>
internal sealed class ClusterNodes
{
    // Replaced as a whole, because metrics read it on other threads.
    private volatile ClusterNode[] _runs = [];

    /// <summary>In the order of their starts. The list never changes. Any thread.</summary>
    public IReadOnlyList<ClusterNode> All => _runs;

    /// <summary>The number of starts so far: the newest run.</summary>
    public long Starts { get; private set; }

    /// <summary>null: there is no such run, or it is forgotten.</summary>
    public ClusterNode? Find(long incarnation) => Array.Find(_runs, run => run.Incarnation == incarnation);

    /// <summary>The newest run of a node; null: it has none, or it is forgotten.</summary>
    public ClusterNode? Find(string nodeId) => Array.FindLast(_runs, run => run.Id == nodeId);

    /// <summary>null: there is no such run, or it is forgotten.</summary>
    public ClusterNode? Find(string nodeId, long incarnation) => Find(incarnation) is { } run && run.Id == nodeId ? run : null;

    /// <summary>Whether a start was applied already.</summary>
    public bool Knows(string nodeId, ulong nonce) => Array.Exists(_runs, run => run.Id == nodeId && run.Nonce == nonce);

    /// <summary>Whether every node that is heard can apply this version of the rules.</summary>
    public bool CanAllApply(int rules) => Array.TrueForAll(_runs, run => !run.IsHeard || run.Supports(rules));

    /// <summary>A node starts; its earlier run is closing.</summary>
    internal ClusterEffect Start(string nodeId, in StartAct start, long sequence, long now)
    {
        foreach (var run in _runs)
        {
            if (run.IsHeard && run.Id == nodeId)
            {
                run.End(NodePhase.Closing, now);
            }
        }

        var started = new ClusterNode(nodeId, ++Starts, sequence, start);
        _runs = [.. _runs, started];
        return ClusterEffect.Of(ClusterEffectKind.Started, started);
    }

    internal static ClusterEffect Stop(ClusterNode run, long now)
    {
        if (run.Phase != NodePhase.Alive)
        {
            return ClusterEffect.None;
        }

        run.End(NodePhase.Stopping, now);
        return ClusterEffect.Of(ClusterEffectKind.Stopping, run);
    }

    internal ClusterEffect Expire(in ExpireAct expire, long now)
    {
        if (Find(expire.NodeId, expire.Incarnation) is not { Phase: NodePhase.Alive } run || run.LastSequence != expire.LastSequence)
        {
            return ClusterEffect.None;
        }

        run.End(NodePhase.Expired, now);
        return ClusterEffect.Of(ClusterEffectKind.Expired, run);
    }

    internal ClusterEffect Sweep(in SweepAct sweep, long now)
    {
        if (Find(sweep.NodeId, sweep.Incarnation) is not { } run || !run.MayBeSwept(now))
        {
            return ClusterEffect.None;
        }

        _runs = Array.FindAll(_runs, other => other != run);
        return ClusterEffect.Of(ClusterEffectKind.Swept, run);
    }

    internal void Write(ActWriter to)
    {
        to.Varint((ulong)Starts);
        to.Varint((ulong)_runs.Length);
        foreach (var run in _runs)
        {
            run.Write(to);
        }
    }

    /// <summary>The fields are damaged if these cannot be the runs.</summary>
    internal static ClusterNodes Read(ref ActReader from)
    {
        var nodes = new ClusterNodes { Starts = from.UpTo(Holders.MaxIncarnation) };
        var runs = new List<ClusterNode>();
        var last = 0L;
        for (var left = from.Count(); left > 0 && from.IsSound; left--)
        {
            var run = ClusterNode.Read(ref from);
            from.Check(run.Incarnation > last && run.Incarnation <= nodes.Starts);
            last = run.Incarnation;
            runs.Add(run);
        }

        nodes._runs = [.. runs];
        return nodes;
    }
}
