namespace ChatRoom.Server.Cluster.Batches;

/// <summary>The grace of a run is over: nobody came back to the seats that it still holds.</summary>
internal readonly record struct SweepAct(string NodeId, long Incarnation)
{
    public void AddTo(BatchWriter batch)
    {
        var to = batch.Begin(ActKind.Sweep);
        to.Ascii(NodeId);
        to.Varint((ulong)Incarnation);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out SweepAct read)
    {
        var fields = act.Fields;
        read = new SweepAct(fields.Ascii(Batch.MaxNodeId), fields.UpTo(long.MaxValue));
        return act.Kind == ActKind.Sweep && fields.IsComplete;
    }
}
