namespace ChatRoom.Server.Cluster.State;

/// <summary>How far a run of a node has come. After the last one it is forgotten.</summary>
internal enum NodePhase : byte
{
    /// <summary>Its batches are applied.</summary>
    Alive = 1,

    /// <summary>It said that it stops. Its batches are still applied, until its grace is over.</summary>
    Stopping,

    /// <summary>The node has started anew. What comes from this run is stale, and its seats are kept until its grace is over.</summary>
    Closing,

    /// <summary>It was silent for the lease. What comes from it is stale, and its seats with sessions are kept until its grace is over.</summary>
    Expired,
}
