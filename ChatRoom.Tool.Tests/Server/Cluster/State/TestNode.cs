using ChatRoom.Server.Cluster.Batches;

namespace ChatRoom.Tests.Server.Cluster.State;

/// <summary>One process of a node, which makes batches and does not look at what becomes of them.</summary>
internal sealed class TestNode(string id, ulong nonce)
{
    private readonly BatchWriter _batch = new();

    public string Id => id;

    /// <summary>0: it does not know its run yet.</summary>
    public long Incarnation { get; set; }

    /// <summary>The number of its last batch.</summary>
    public long Number { get; set; }

    /// <summary>Its start, the same each time.</summary>
    /// <param name="grace">Milliseconds.</param>
    public byte[] Start(int grace = 10_000, int rulesTo = 1)
    {
        new StartAct(nonce, $"{id}.example.org:5500", 1, rulesTo, grace).AddTo(_batch);
        return _batch.Finish(id, 0, 0);
    }

    /// <summary>Its next batch.</summary>
    public byte[] Batch(params Action<BatchWriter>[] acts)
    {
        foreach (var add in acts)
        {
            add(_batch);
        }

        return _batch.Finish(id, Incarnation, ++Number);
    }
}
