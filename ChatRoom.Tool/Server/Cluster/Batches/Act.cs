namespace ChatRoom.Server.Cluster.Batches;

/// <summary>One act of a batch. A view over the bytes of the stream's entry. Any thread.</summary>
/// <param name="Kind">It may be one that this version does not know.</param>
/// <param name="Body">Its fields; <see cref="ActReader"/> reads them.</param>
internal readonly record struct Act(ActKind Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>It concerns nodes, and not rooms.</summary>
    public bool IsOfNodes => Kind < ActKind.Enter;

    /// <summary>Its fields.</summary>
    public ActReader Fields => new(Body.Span);
}
