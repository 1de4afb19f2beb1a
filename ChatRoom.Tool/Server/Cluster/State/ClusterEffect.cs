namespace ChatRoom.Server.Cluster.State;

/// <summary>The effects of acts of nodes. The numbers are in the digest: new ones come last.</summary>
internal enum ClusterEffectKind
{
    None,

    /// <summary>A run started. An earlier run of the node is closing.</summary>
    Started,

    /// <summary>The run takes nobody in any more.</summary>
    Stopping,

    /// <summary>The run is over: its seats without a session are empty now. Those with one wait until it is swept.</summary>
    Expired,

    /// <summary>The run is forgotten: all seats that it still holds are empty now.</summary>
    Swept,

    /// <summary>Another version of the rules holds from the next act on.</summary>
    RulesChanged,

    /// <summary>This server had another digest than the node of this run after the entry at <see cref="ClusterEffect.Position"/>.</summary>
    Diverged,
}

/// <summary>The effect of a node's act on the rooms and on this server.</summary>
/// <param name="NodeId">The node that it concerns; empty: none.</param>
/// <param name="Incarnation">The run that it concerns; 0: none.</param>
/// <param name="Position">Of <see cref="ClusterEffectKind.Diverged"/>: the sequence of the entry.</param>
internal readonly record struct ClusterEffect(ClusterEffectKind Kind, string NodeId = "", long Incarnation = 0, long Position = 0)
{
    public static readonly ClusterEffect None = new(ClusterEffectKind.None);

    internal static ClusterEffect Of(ClusterEffectKind kind, ClusterNode node, long position = 0) => new(kind, node.Id, node.Incarnation, position);
}
