namespace ChatRoom.Server.Cluster.Batches;

/// <summary>The first act of a stream: it founds the cluster. Alone in its batch, with incarnation 0.</summary>
/// <param name="Identity">Random: it distinguishes the stream from any other of this name, past or future.</param>
internal readonly record struct GenesisAct(ulong Identity)
{
    public void AddTo(BatchWriter batch)
    {
        batch.Begin(ActKind.Genesis).Fixed(Identity);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out GenesisAct read)
    {
        var fields = act.Fields;
        read = new GenesisAct(fields.Fixed());
        return act.Kind == ActKind.Genesis && fields.IsComplete;
    }
}
