using ChatRoom.Server.Cluster.Batches;

namespace ChatRoom.Server.Cluster.State;

/// <summary>One run of a node, as all servers know it. Changed by entries of the stream alone, through <see cref="ClusterState"/>.</summary>
internal sealed class ClusterNode
{
    internal ClusterNode(string id, long incarnation, long sequence, in StartAct start)
    {
        (Id, Incarnation, LastSequence) = (id, incarnation, sequence);
        (Nonce, Address, RulesFrom, RulesTo, GraceMilliseconds) = (start.Nonce, start.Address, start.RulesFrom, start.RulesTo, start.GraceMilliseconds);
    }

    public string Id { get; }

    /// <summary>The number of this start among all starts in the stream, from 1 on.</summary>
    public long Incarnation { get; }

    public ulong Nonce { get; }

    /// <summary>The address at which clients reach it, as it is told to them.</summary>
    public string Address { get; }

    /// <summary>The oldest version of the rules that it can apply.</summary>
    public int RulesFrom { get; }

    /// <summary>The newest version of the rules that it can apply.</summary>
    public int RulesTo { get; }

    public int GraceMilliseconds { get; }

    public NodePhase Phase { get; private set; } = NodePhase.Alive;

    /// <summary>The number of its last batch that was applied; 0: only its start was.</summary>
    public long Number { get; private set; }

    /// <summary>The sequence of that batch.</summary>
    public long LastSequence { get; private set; }

    /// <summary>When its seats may be swept, in Unix milliseconds of the stream; null: it is alive.</summary>
    public long? GraceEnds { get; private set; }

    public bool IsStopping => Phase == NodePhase.Stopping;

    /// <summary>Its batches are applied.</summary>
    public bool IsHeard => Phase is NodePhase.Alive or NodePhase.Stopping;

    public bool Supports(int rules) => RulesFrom <= rules && rules <= RulesTo;

    /// <summary>Whether its grace is over at a time of the stream, in Unix milliseconds.</summary>
    public bool MayBeSwept(long now) => GraceEnds <= now;

    internal void Heard(long number, long sequence) => (Number, LastSequence) = (number, sequence);

    /// <summary>It is no longer alive. The grace counts from the first end: a node that stopped has no second one.</summary>
    internal void End(NodePhase phase, long now)
    {
        Phase = phase;
        GraceEnds ??= now + GraceMilliseconds;
    }

    internal void Write(ActWriter to)
    {
        to.Ascii(Id);
        to.Varint((ulong)Incarnation);
        to.Varint((ulong)LastSequence);
        to.Varint((ulong)Number);
        to.Byte((byte)Phase);
        to.Varint((ulong)(GraceEnds ?? 0));
        to.Fixed(Nonce);
        to.Ascii(Address);
        to.Varint((ulong)RulesFrom);
        to.Varint((ulong)RulesTo);
        to.Varint((ulong)GraceMilliseconds);
    }

    /// <summary>The fields are damaged if it cannot be one.</summary>
    internal static ClusterNode Read(ref ActReader from)
    {
        var id = from.Ascii(Batch.MaxNodeId);
        var (incarnation, sequence, number) = (from.UpTo(Holders.MaxIncarnation), from.UpTo(long.MaxValue), from.UpTo(long.MaxValue));
        var (phase, ends) = ((NodePhase)from.Byte(), from.UpTo(long.MaxValue));
        var start = new StartAct(
            from.Fixed(), from.Ascii(StartAct.MaxAddress), (int)from.UpTo(int.MaxValue), (int)from.UpTo(int.MaxValue), (int)from.UpTo(StartAct.MaxGrace));
        from.Check(Batch.IsNodeId(id) && incarnation > 0 && phase is >= NodePhase.Alive and <= NodePhase.Expired);
        return new ClusterNode(id, incarnation, sequence, start)
        {
            Number = number,
            Phase = phase,
            GraceEnds = phase == NodePhase.Alive ? null : ends,
        };
    }
}
