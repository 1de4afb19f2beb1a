using ChatRoom.Server.Cluster.Batches;

namespace ChatRoom.Server.Cluster.State;

/// <summary>An act that a server proposes about a run: <see cref="ActKind.Expire"/> or <see cref="ActKind.Sweep"/>.</summary>
internal readonly record struct Proposal(ActKind Kind, string NodeId, long Incarnation, long LastSequence)
{
    public void AddTo(BatchWriter batch)
    {
        if (Kind == ActKind.Expire)
        {
            new ExpireAct(NodeId, Incarnation, LastSequence).AddTo(batch);
        }
        else
        {
            new SweepAct(NodeId, Incarnation).AddTo(batch);
        }
    }
}
