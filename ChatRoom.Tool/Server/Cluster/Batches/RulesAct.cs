namespace ChatRoom.Server.Cluster.Batches;

/// <summary>From here on all nodes apply this version of the rules. It holds only if all of them can.</summary>
internal readonly record struct RulesAct(int Version)
{
    public void AddTo(BatchWriter batch)
    {
        batch.Begin(ActKind.Rules).Varint((ulong)Version);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out RulesAct read)
    {
        var fields = act.Fields;
        read = new RulesAct((int)fields.UpTo(int.MaxValue));
        return act.Kind == ActKind.Rules && fields.IsComplete;
    }
}
