namespace ChatRoom.Server.Cluster.Batches;

/// <summary>A node is alive, and tells the digest that it had after an entry: all nodes must have had the same.</summary>
/// <param name="Digest">Its digest after the entry.</param>
/// <param name="Applied">The entry's sequence.</param>
internal readonly record struct BeatAct(ulong Digest, long Applied)
{
    public void AddTo(BatchWriter batch)
    {
        var to = batch.Begin(ActKind.Beat);
        to.Fixed(Digest);
        to.Varint((ulong)Applied);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out BeatAct read)
    {
        var fields = act.Fields;
        read = new BeatAct(fields.Fixed(), fields.UpTo(long.MaxValue));
        return act.Kind == ActKind.Beat && fields.IsComplete;
    }
}
