using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;

namespace ChatRoom.Tests.Server.Cluster.State;

/// <summary>A stream, and the state of a server that applies each entry at once.</summary>
internal sealed class TestStream
{
    public TestStream()
    {
        var genesis = new BatchWriter();
        new GenesisAct(0xabc).AddTo(genesis);
        Append(genesis.Finish("first:1", 0, 0));
    }

    public ClusterState State { get; private set; } = new();

    /// <summary>The time of the next entry.</summary>
    public long Time { get; set; } = 1_700_000_000_000;

    public List<(long Time, byte[] Bytes)> Entries { get; } = [];

    /// <summary>Appends and applies an entry.</summary>
    public (BatchVerdict Verdict, ClusterEffect[] Effects) Append(byte[] entry)
    {
        Entries.Add((Time, entry));
        return Apply(State, Entries.Count, Time, entry);
    }

    /// <summary>A process that has started.</summary>
    public TestNode Start(string id, ulong nonce = 1, int grace = 10_000, int rulesTo = 1)
    {
        var node = new TestNode(id, nonce);
        node.Incarnation = Append(node.Start(grace, rulesTo)).Effects.Single().Incarnation;
        return node;
    }

    /// <summary>The beat of a node that has applied everything.</summary>
    public Action<BatchWriter> Beat() => new BeatAct(State.Digest, State.Applied).AddTo;

    public void Restart() => State = Copy(State);

    public static (BatchVerdict Verdict, ClusterEffect[] Effects) Apply(ClusterState state, long sequence, long time, byte[] entry)
    {
        _ = Batch.TryParse(entry, out var batch);
        var verdict = state.Begin(sequence, time, batch);
        if (verdict != BatchVerdict.Apply)
        {
            return (verdict, []);
        }

        var effects = new List<ClusterEffect>();
        foreach (var act in batch)
        {
            if (!act.IsOfNodes)
            {
                state.AddToDigest(act.Body.Span);
            }
            else if (state.Apply(act) is { Kind: not ClusterEffectKind.None } effect)
            {
                effects.Add(effect);
            }
        }

        state.End();
        return (verdict, [.. effects]);
    }

    public static byte[] Snapshot(ClusterState state)
    {
        var to = new ActWriter();
        state.Write(to);
        return to.Written.ToArray();
    }

    /// <summary>The state of a server that starts from a snapshot.</summary>
    public static ClusterState Copy(ClusterState state)
    {
        var from = new ActReader(Snapshot(state));
        return ClusterState.Read(ref from) is { } copy && from.IsComplete ? copy : throw new InvalidDataException("The snapshot cannot be read.");
    }
}
