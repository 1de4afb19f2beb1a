namespace ChatRoom.Server.Cluster.State;

/// <summary>The decision about an entry of the stream: the same on every server. The numbers are in the digest: new ones come last.</summary>
internal enum BatchVerdict
{
    /// <summary>Its acts are applied.</summary>
    Apply,

    /// <summary>It is not the next entry. Nothing changed: read on from the one that is.</summary>
    Hole,

    /// <summary>Skipped: damaged, or in a form that this version does not know.</summary>
    Damaged,

    /// <summary>Skipped: it is of a run that is over, or never was.</summary>
    Stale,

    /// <summary>Skipped: it was applied already.</summary>
    Repeated,

    /// <summary>Skipped: a batch of this run is missing before it.</summary>
    Gap,
}
