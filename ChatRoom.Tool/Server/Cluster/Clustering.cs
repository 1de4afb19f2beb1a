using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// This server's part in a cluster: it comes up to date with the stream, starts as a node, applies the entries, keeps snapshots, and
/// leaves. Constructs and connects the parts. Loop thread only, except where a member says otherwise.
/// </summary>
internal sealed class Clustering : IAsyncDisposable
{
    /// <summary>The end of a server waits this long for what its members said last.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamTime _streamTime;
    private readonly EventLoop _loop;
    private readonly Action<string> _report;
    private readonly Action<Exception> _fault;
    private readonly Proposals _proposals;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunningTasks _running;
    private readonly Contradictions _contradictions = new();
    private string _identity = "";
    private ClusterStream? _stream;
    private ClusterRun? _run;
    private EntryReading? _reading;
    private SnapshotKeeping? _snapshots;
    private Whispers? _whispers;
    private Task _following = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;

    /// <param name="time">The clock of this server.</param>
    /// <param name="streamTime">The time by which everything in the rooms is decided.</param>
    /// <param name="requestRound">Asks the loop for a round, which calls <see cref="Flush"/>.</param>
    /// <param name="report">Is given a sentence for the operator. Any thread.</param>
    /// <param name="fault">Is given a bug. Any thread.</param>
    public Clustering(ClusterOptions options, TimeProvider time, StreamTime streamTime, EventLoop loop, Action requestRound, Action<string> report, Action<Exception> fault)
    {
        (_options, _time, _streamTime, _loop, _report, _fault) = (options, time, streamTime, loop, report, fault);
        _running = new RunningTasks(fault, _stop.Token);
        _proposals = new Proposals(options.NodeId, time, PublishAsync, requestRound, fault);
        Order = new ClusterOrder(_proposals);
        Logs = new SharedLogs(AddToDigest, IdentityOf);
    }

    public ClusterOrder Order { get; }

    public SharedLogs Logs { get; }

    /// <summary>Completes with the reason why this server must end. Any thread.</summary>
    public Task<string> Failure => _failure.Task;

    /// <summary>The state that all servers share.</summary>
    public ClusterState State => _streamTime.State;

    /// <summary>This server is cut off from the others, or back, or everybody here must come again.</summary>
    public required Action<ClusterChange> Changed { get; init; }

    /// <summary>Publishes what was proposed in this round.</summary>
    public void Flush() => _proposals.Flush();

    /// <summary>Comes up to date with the stream, and starts as a node. Returns null, or why that failed.</summary>
    /// <param name="address">Where clients reach this server.</param>
    /// <param name="control">The bans, mutes and locks.</param>
    /// <param name="commit">Commits what was said in the rooms.</param>
    /// <param name="dataFolder">null: the logs are kept in memory only.</param>
    public async Task<ClusterFailure?> StartAsync(
        string address, RoomList rooms, ControlLog control, Action commit, string? dataFolder, CancellationToken cancel)
    {
        (_stream, var failure) = await ClusterStream.OpenAsync(_options, _time, _report, cancel);
        if (_stream is null)
        {
            return failure;
        }

        var folder = dataFolder is null ? null : new ClusterFolder(dataFolder);
        var hasLogs = rooms.All().Any(room => !room.Shared.IsEmpty);
        var start = new ClusterStart(_stream, _options, folder, hasLogs);
        var (begin, whyNot) = await start.FindAsync(cancel);
        if (begin is null)
        {
            return new ClusterFailure(ClusterFailureKind.OtherSettings, whyNot!);
        }

        _identity = begin.State.Identity.Length > 0 ? begin.State.Identity : start.Identity;
        await RestoreAsync(begin, rooms, control);
        _run = new ClusterRun(_options, address, _time, () => State, _proposals, Order, PublishAsync, _report);
        _whispers = new Whispers(_stream, () => State, rooms, _loop);
        var fold = new StreamFold(State, rooms, control, _proposals, commit, _options.NodeId)
        {
            Happened = Happened,
            OwnApplied = () => _run.CountOwnBatch(),
            Deliver = Deliver,
        };
        _reading = new EntryReading(_stream, fold, _loop, _options.Name);
        Order.Figures = new ClusterFigures(_options.NodeId, () => State, _run, fold, _reading, _proposals, rooms);
        _snapshots = new SnapshotKeeping(
            _stream, folder, _proposals, _time, () => ClusterSnapshot.Encode(State, control.Head(), rooms), () => _reading.Bytes, _report);
        var (_, last) = await _stream.BoundsAsync(cancel);
        _following = FollowAsync(State.Applied + 1);
        return await StartNodeAsync(last, cancel);
    }

    /// <summary>Leaves the cluster after its members were sent away: what they said last is applied first.</summary>
    public async Task StopAsync()
    {
        if (_run is { Incarnation: > 0 })
        {
            Batches.StopAct.AddTo(_proposals.Next());
            await SettleAsync();
        }

        await _stop.CancelAsync();
        await _beating;
        await _following;
        await _proposals.Publishing;
        await _running.EndAsync();
        if (_snapshots is not null && !Failure.IsCompleted)
        {
            await _snapshots.KeepAsync(State);
        }
    }

    /// <summary>Waits a bounded time until everything that was proposed here is applied, and gives up the rest.</summary>
    public async Task SettleAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout, _time);
        var settling = Order.CatchUpAsync().AsTask();
        await settling.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!settling.IsCompleted)
        {
            _proposals.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
    }

    private Task<long?> PublishAsync(ReadOnlyMemory<byte> entry, CancellationToken settled) => _stream!.PublishAsync(entry, settled);

    private async Task RestoreAsync(ClusterSnapshot begin, RoomList rooms, ControlLog control)
    {
        _streamTime.State = begin.State;
        control.Restore(begin.Control);
        control.Propose = Order.CommitAsync;
        var heads = begin.Rooms.ToDictionary(room => room.Name, room => room.Head);
        foreach (var room in rooms.All())
        {
            // Rooms that only this server's files know have nothing before the snapshot.
            room.Shared.Restore(heads.Remove(room.Nickname, out var head) ? head : [], IdentityOf(room.Nickname)!);
        }

        foreach (var (name, head) in heads)
        {
            (await rooms.FindOrOpenAsync(name)).Shared.Restore(head, IdentityOf(name)!);
        }
    }

    /// <summary>Applies the entries up to one, and then starts as a node. Returns null, or why that failed.</summary>
    private async Task<ClusterFailure?> StartNodeAsync(long last, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var starting = CatchUpAndStartAsync();
        try
        {
            // After a failure, the start may wait for an entry that is never applied.
            await Task.WhenAny(starting, Failure);
            await end.CancelAsync();
            await starting;
            _running.Add(_stream!.ServeAsync(_options.NodeId, _whispers!.AnswerAsync, _stop.Token));
            _beating = BeatAsync();
            return null;
        }
        catch (OperationCanceledException) when (Failure.IsCompleted)
        {
            return new ClusterFailure(ClusterFailureKind.OtherSettings, await Failure);
        }

        async Task CatchUpAndStartAsync()
        {
            await _reading!.ReachedAsync(last).WaitAsync(end.Token);
            await _snapshots!.KeepAsync(State);
            await _run!.StartAsync(end.Token);
        }
    }

    private async Task FollowAsync(long from)
    {
        try
        {
            if (await _reading!.RunAsync(from, _stop.Token) is { } whyNot)
            {
                _failure.TrySetResult(whyNot);
            }
        }
        catch (Exception bug)
        {
            _fault(bug);
            _failure.TrySetResult("an entry of the cluster's log could not be applied, which is a bug of this program");
        }
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(ClusterRun.BeatInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (_run!.CheckLease())
                {
                    Changed(_run.IsCutOff ? ClusterChange.CutOff : ClusterChange.Back);
                }

                _running.Add(_snapshots!.KeepIfDueAsync(State, _run.Incarnation, _stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Happened(ClusterEffect effect)
    {
        switch (effect.Kind)
        {
            case ClusterEffectKind.Started when !_run!.TryStarted(effect):
                _failure.TrySetResult($"another server runs as {_options.NodeId} now; each needs its own --node-id");
                break;
            case ClusterEffectKind.Expired or ClusterEffectKind.Swept when _run!.TryEnd(effect):
                _report($"cluster {_options.Name} counted this server as lost, because it was not heard for {_options.Lease.TotalSeconds:0} s; its members must come again");
                Changed(ClusterChange.Ended);
                _running.Add(_run.StartAsync(_stop.Token));
                break;
            case ClusterEffectKind.Diverged when !_contradictions.AreMost(State, effect.Incarnation, out var isNew):
                if (isNew)
                {
                    _report($"the state of {effect.NodeId} differs from that of this server and of most others, and it will find out");
                }

                break;
            case ClusterEffectKind.Diverged:
                _failure.TrySetResult(
                    $"this server's state differs from that of {effect.NodeId} after entry {effect.Position}. It stops, so that nobody is told two stories; keep its data directory for a report, and start with an empty one");
                break;
            case ClusterEffectKind.RulesChanged when State.Rules > ClusterState.NewestRules:
                _failure.TrySetResult(ClusterStart.WhyNotRules(_options.Name, State));
                break;
            default:
                break;
        }

        if (Order.UpdateServers(State.Nodes))
        {
            Changed(ClusterChange.Servers);
        }
    }

    private void Deliver(Room room, MemberAct whisper, Pending<Refusal?> pending) => _running.Add(DeliverAsync(room, whisper, pending));

    private async Task DeliverAsync(Room room, MemberAct whisper, Pending<Refusal?> pending) =>
        pending.Complete(await _whispers!.DeliverAsync(room, whisper, _run!.Incarnation, _stop.Token));

    private void AddToDigest(ReadOnlySpan<byte> records)
    {
        // By record, because where the commits are is each server's own affair.
        while (!records.IsEmpty)
        {
            var end = records.IndexOf((byte)'\n') + 1;
            State.AddToDigest(records[..end]);
            records = records[end..];
        }
    }

    /// <summary>The identity of a room's log, the same at all servers; null: the stream's is not known yet.</summary>
    private string? IdentityOf(Nickname room) => _identity.Length == 0 ? null : LogIdentity.Of(_identity, room);
}
