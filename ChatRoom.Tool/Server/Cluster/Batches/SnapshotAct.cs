namespace ChatRoom.Server.Cluster.Batches;

/// <summary>A snapshot of the state after an entry is stored for all.</summary>
/// <param name="Position">The entry's sequence.</param>
/// <param name="Digest">The digest after that entry.</param>
internal readonly record struct SnapshotAct(long Position, ulong Digest)
{
    public void AddTo(BatchWriter batch)
    {
        var to = batch.Begin(ActKind.Snapshot);
        to.Varint((ulong)Position);
        to.Fixed(Digest);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out SnapshotAct read)
    {
        var fields = act.Fields;
        read = new SnapshotAct(fields.UpTo(long.MaxValue), fields.Fixed());
        return act.Kind == ActKind.Snapshot && fields.IsComplete;
    }
}
