using ChatRoom.Native;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// The runs of this server as a node: each begins with a start in the stream, is kept alive by batches, and ends if the others have
/// counted it as lost. Then everybody here must come again, and the next run begins. Loop thread only.
/// </summary>
/// <param name="state">The state that all servers share.</param>
/// <param name="report">Is given a sentence for the operator.</param>
internal sealed class ClusterRun(
    ClusterOptions options, string address, TimeProvider time, Func<ClusterState> state, Proposals proposals, ClusterOrder order, PublishEntry publish, Action<string> report)
{
    /// <summary>After its end, the seats of a run are kept for this long: a rolling restart takes less.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(1);

    private ulong _nonce;
    private Silence? _silence;
    private TaskCompletionSource? _started;
    private long _changedAt;

    /// <summary>Acts from here wait for longer than the lease: this server is cut off from the others.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>The run; 0: none has begun, or the others have ended it.</summary>
    public long Incarnation { get; private set; }

    /// <summary>Begins a run; completes when all servers know of it.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        _nonce = Random64.Next();
        _started = new TaskCompletionSource();
        var batch = new BatchWriter();
        new StartAct(_nonce, address, ClusterState.FirstRules, ClusterState.NewestRules, (int)Grace.TotalMilliseconds).AddTo(batch);
        var entry = batch.Finish(options.NodeId, incarnation: 0, number: 0);
        await Task.Run(() => publish(entry, cancel), cancel);
        await _started.Task.WaitAsync(cancel);
    }

    /// <summary>A node has started. False: it is another program under the name of this one.</summary>
    public bool TryStarted(in ClusterEffect effect)
    {
        if (effect.NodeId != options.NodeId)
        {
            return true;
        }

        if (state().Find(effect.Incarnation)?.Nonce != _nonce)
        {
            // A start of an earlier run of this server may come late.
            return Incarnation == 0;
        }

        (Incarnation, IsCutOff) = (effect.Incarnation, false);
        _silence = new Silence(state(), Incarnation, Math.Max(2, (int)options.Lease.TotalSeconds));
        proposals.Restart(Incarnation);
        order.Begin(Incarnation);
        _started!.TrySetResult();
        return true;
    }

    /// <summary>The others have ended a run; true: it is the one of this server.</summary>
    public bool TryEnd(in ClusterEffect effect)
    {
        if (effect.Incarnation != Incarnation)
        {
            return false;
        }

        (Incarnation, order.IsOpen) = (0, false);
        proposals.Restart(incarnation: 0);
        return true;
    }

    /// <summary>A batch of this server was applied: says what follows about the other nodes.</summary>
    public void CountOwnBatch()
    {
        foreach (var proposal in _silence!.CountOwnBatch())
        {
            proposal.AddTo(proposals.Next());
        }
    }

    /// <summary>Runs at the interval of beats: tells the others that this server is alive. Returns whether it was cut off, or is back, just now.</summary>
    public bool CheckLease()
    {
        if (Incarnation == 0)
        {
            return false;
        }

        // Under load as well: a beat is also what servers compare their digests by. While they are not applied, one is enough.
        if (proposals.Age <= BeatInterval)
        {
            new BeatAct(state().Digest, state().Applied).AddTo(proposals.Next());
        }

        if (!IsCutOff && time.GetElapsedTime(_changedAt) >= Grace)
        {
            order.ProposeHeldLeaves();
        }

        var isLate = proposals.Age > options.Lease;
        if (isLate == IsCutOff)
        {
            return false;
        }

        IsCutOff = isLate;
        if (isLate)
        {
            (order.IsOpen, _changedAt) = (false, time.GetTimestamp());
            report($"cut off from cluster {options.Name}: nothing that is said here gets into its log; members can read on");
        }
        else
        {
            report($"cluster {options.Name} is back after {time.GetElapsedTime(_changedAt).TotalSeconds:0} s");
            (order.IsOpen, _changedAt) = (true, time.GetTimestamp());
        }

        return true;
    }
}
