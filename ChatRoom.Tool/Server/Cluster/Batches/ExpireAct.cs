namespace ChatRoom.Server.Cluster.Batches;

/// <summary>A node was silent for the lease. It holds only if nothing came from the node meanwhile.</summary>
/// <param name="LastSequence">The last entry of the node that the one who proposes it has applied.</param>
internal readonly record struct ExpireAct(string NodeId, long Incarnation, long LastSequence)
{
    public void AddTo(BatchWriter batch)
    {
        var to = batch.Begin(ActKind.Expire);
        to.Ascii(NodeId);
        to.Varint((ulong)Incarnation);
        to.Varint((ulong)LastSequence);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out ExpireAct read)
    {
        var fields = act.Fields;
        read = new ExpireAct(fields.Ascii(Batch.MaxNodeId), fields.UpTo(long.MaxValue), fields.UpTo(long.MaxValue));
        return act.Kind == ActKind.Expire && fields.IsComplete;
    }
}
