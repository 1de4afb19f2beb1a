namespace ChatRoom.Server.Cluster;

/// <summary>A change between this server and the others.</summary>
internal enum ClusterChange
{
    /// <summary>The addresses of the servers are others: one has started or ended.</summary>
    Servers,

    /// <summary>This server is cut off from the others.</summary>
    CutOff,

    /// <summary>This server is not cut off any more.</summary>
    Back,

    /// <summary>The others have ended this server's run: everybody here must come again.</summary>
    Ended,
}
