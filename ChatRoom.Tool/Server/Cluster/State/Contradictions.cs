namespace ChatRoom.Server.Cluster.State;

/// <summary>The runs whose state differs from that of this server. It never becomes the same again. Used by the thread that applies.</summary>
internal sealed class Contradictions
{
    private readonly HashSet<long> _runs = [];

    /// <summary>A run's state differs. Returns whether now at least as many nodes contradict this server as agree with it, itself among them.</summary>
    /// <param name="isNew">It is the first contradiction of that run.</param>
    public bool AreMost(ClusterState state, long incarnation, out bool isNew)
    {
        isNew = _runs.Add(incarnation);
        var heard = state.Nodes.Where(node => node.IsHeard).ToArray();
        return 2 * heard.Count(node => _runs.Contains(node.Incarnation)) >= heard.Length;
    }
}
