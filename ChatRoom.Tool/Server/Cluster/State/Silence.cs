using ChatRoom.Server.Cluster.Batches;

namespace ChatRoom.Server.Cluster.State;

/// <summary>
/// Notices nodes that are silent, and runs whose grace is over, and proposes what follows. It counts the own batches that were applied
/// since a node's last one, at most one for each second of the stream's time: while the stream stands still, nobody is silent. Used by
/// the thread that applies.
/// </summary>
/// <param name="lease">The number of own batches after which a node is silent.</param>
internal sealed class Silence(ClusterState state, long incarnation, int lease)
{
    private readonly Dictionary<long, (long LastSequence, int Count)> _silent = [];
    private long _second = -1;

    /// <summary>An own batch was applied. Returns what to propose now; what has no effect is proposed again a second later.</summary>
    public IReadOnlyList<Proposal> CountOwnBatch()
    {
        var second = state.Now / 1000;
        if (second == _second)
        {
            return [];
        }

        _second = second;
        var proposals = new List<Proposal>();
        foreach (var node in state.Nodes)
        {
            if (node.MayBeSwept(state.Now))
            {
                proposals.Add(new Proposal(ActKind.Sweep, node.Id, node.Incarnation, node.LastSequence));
            }
            else if (node.Phase == NodePhase.Alive && node.Incarnation != incarnation && Count(node) >= lease)
            {
                proposals.Add(new Proposal(ActKind.Expire, node.Id, node.Incarnation, node.LastSequence));
            }
        }

        Forget();
        return proposals;
    }

    private int Count(ClusterNode node)
    {
        var count = _silent.TryGetValue(node.Incarnation, out var known) && known.LastSequence == node.LastSequence ? known.Count + 1 : 0;
        _silent[node.Incarnation] = (node.LastSequence, count);
        return count;
    }

    /// <summary>Forgets the counts of runs that are over.</summary>
    private void Forget()
    {
        foreach (var run in _silent.Keys)
        {
            if (state.Find(run)?.Phase != NodePhase.Alive)
            {
                _silent.Remove(run);
            }
        }
    }
}
