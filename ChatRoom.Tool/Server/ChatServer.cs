using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Dialects.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Doors.Tcp;
using ChatRoom.Server.Doors.Web;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Time;
using ChatRoom.Server.Tls;

namespace ChatRoom.Server;

/// <summary>The server as a whole: it constructs and connects the parts, listens, serves and drains. One pump for all connections.</summary>
internal sealed class ChatServer
{
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly Pump _pump;
    private readonly RoundCommit _roundCommit;
    private readonly Clustering? _clustering;
    private readonly RoomStores? _roomStores;
    private readonly ModerationStore _moderationStore;
    private readonly LogSync? _sync;
    private readonly RoomList _rooms;
    private readonly Reloads _reloads;
    private readonly ServerMetrics _metrics;
    private readonly AcceptFilter _filter;
    private readonly ConnectionSet _connections;
    private readonly TcpDoor _tcpDoor;
    private readonly CancellationTokenSource _draining = new();
    private readonly WebDoor? _webDoor;
    private readonly TcpDoor? _ircDoor;

    private ChatServer(
        Listeners listeners,
        ServerOptions options,
        ServerEvents events,
        RoomStores? roomStores,
        LogSync? sync,
        ModerationStore moderationStore,
        MessageOfTheDay motd,
        ServerMetrics metrics,
        ServerCertificate? certificate,
        StreamTime? streamTime)
    {
        Certificate = certificate;
        _roomStores = roomStores;
        _moderationStore = moderationStore;
        _sync = sync;
        _options = options;
        _events = events;
        _roundCommit = new RoundCommit(() => _pump!.Wake());
        _pump = new Pump(options.Portable, options.Threads, BeforeRound, events.Fault);
        _connections = new ConnectionSet(_pump.Loop);
        if (options.Cluster is { } cluster)
        {
            _clustering = new Clustering(cluster, options.Time, streamTime!, _pump.Loop, _pump.Wake, events.ClusterReport, events.Fault) { Changed = change => new ClusterNews(_connections, _rooms!).Tell(change) };
        }

        var passwords = new Passwords(options.Time, options.Password, options.OperatorPassword);
        var moderator = new Moderator(moderationStore.Log, passwords, _connections.Close, events.Moderated);
        var settings = new RoomSettings(
            streamTime ?? options.Time, options.WindowBytes, options.SessionRetention, _roundCommit, _clustering?.Order ?? (IActOrder)new OwnOrder(), _clustering?.Logs, _pump.Queue.Add, moderator, motd);
        _rooms = new RoomList(settings, options.MaxRooms, roomStores);
        moderationStore.Log.Enforce = new Enforcement(_rooms, moderator).Enforce;
        _metrics = metrics;
        _filter = new AcceptFilter(options, events);
        _metrics.Observe(_filter, _rooms, _pump.Queue.TrafficCounters, events);
        var reception = new Reception(_connections, _rooms, _pump, options, events, _draining.Token);
        _tcpDoor = new TcpDoor(Door.Tcp, spoken: null, listeners.Tcp, _pump.Loop, reception, _filter, certificate, options, events);
        var irc = listeners.Irc is null ? null : new IrcDialect(new IrcServer(options, events));
        _webDoor = listeners.Web is null ? null : OpenWebDoor(irc, listeners, reception);
        _ircDoor = irc is null ? null : new TcpDoor(Door.Irc, irc, listeners.Irc!, _pump.Loop, reception, _filter, certificate, options, events);
        _reloads = new Reloads(events);
        new ReloadableFiles(options, moderator, moderationStore, certificate, _connections, _pump.Loop).AddTo(_reloads, motd);
    }

    /// <summary>The address that it listens on, with the actual port.</summary>
    public IPEndPoint EndPoint => _tcpDoor.EndPoint;

    /// <summary>The address of the web door, with the actual port; null: there is none.</summary>
    public IPEndPoint? WebEndPoint => _webDoor?.EndPoint;

    /// <summary>The address for IRC clients, with the actual port; null: there is none.</summary>
    public IPEndPoint? IrcEndPoint => _ircDoor?.EndPoint;

    /// <summary>null: connections are not encrypted.</summary>
    public ServerCertificate? Certificate { get; }

    /// <summary>Binds the address and opens the files; false, and one sentence, if that fails.</summary>
    public static bool TryBind(
        ServerOptions options,
        ServerEvents events,
        [NotNullWhen(true)] out ChatServer? server,
        [NotNullWhen(false)] out string? whyNot)
    {
        server = null;
        var motd = new MessageOfTheDay();
        if (!AccessFiles.TryLoad(options, out whyNot)
            || (options.MotdFile is not null && !MotdFile.TryLoad(options.MotdFile, motd, out whyNot)))
        {
            return false;
        }

        if (options is { Cluster: null, Log: { } own } && (whyNot = ClusterFolder.WhyNotAlone(own.Folder)) is not null)
        {
            return false;
        }

        if (!Listeners.TryBind(options, out var listeners, out whyNot))
        {
            return false;
        }

        var metrics = new ServerMetrics(options);
        RoomStores? roomStores = null;
        var sync = options.Log is { } log ? new LogSync(log, options.Time) : null;
        if (sync is not null && !RoomStores.TryOpen(options.Log!.Folder, LogPolicy.Of(options.Log, events.DiskReport, sync.Request, metrics.DiskTimes), out roomStores, out whyNot))
        {
            metrics.Dispose();
            listeners.Dispose();
            return false;
        }

        ServerCertificate? certificate = null;
        var streamTime = options.Cluster is null ? null : new StreamTime(new ClusterState());
        if (!ModerationStore.TryOpen(options, streamTime, sync is null ? null : sync.Request, events, out var moderationStore, out whyNot)
            || (options.Tls is { } tls
                && !ServerCertificate.TryOpen(tls, options.Log?.Folder, options.Time, events.DiskReport, out certificate, out whyNot)))
        {
            moderationStore?.Dispose();
            roomStores?.Dispose();
            metrics.Dispose();
            listeners.Dispose();
            return false;
        }

        server = new ChatServer(listeners, options, events, roomStores, sync, moderationStore, motd, metrics, certificate, streamTime);
        return true;
    }

    /// <summary>Reads the reloadable files again, and reports the results in the operator's log. Takes a disk's time; any thread but the loop's.</summary>
    public void Reload() => _reloads.Run();

    /// <summary>Comes up to date with the cluster, if there is one, and lets clients connect. Returns null, or why the server cannot start; then it is closed.</summary>
    public async Task<StartFailure?> StartAsync(CancellationToken stop)
    {
        StartFailure? failure = null;
        try
        {
            if (_clustering is { } clustering)
            {
                await _pump.Loop.InvokeAsync(async () => failure = await JoinAsync(clustering, stop));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            failure = new StartFailure("stopped before the server was up to date with its cluster", IsUnreachable: false);
        }

        if (failure is null && (!_tcpDoor.TryListen(out var whyNot) || _webDoor?.TryListen(out whyNot) == false || _ircDoor?.TryListen(out whyNot) == false))
        {
            failure = new StartFailure(whyNot, IsUnreachable: false);
        }

        if (failure is not null)
        {
            _tcpDoor.Dispose();
            _ircDoor?.Dispose();
            if (_clustering is not null)
            {
                await _pump.Loop.InvokeAsync(_clustering.StopAsync);
            }

            await CloseAsync();
        }

        return failure;
    }

    /// <summary>
    /// Serves until <paramref name="stop"/>, then drains: it stops listening, sends everything and closes all connections. Returns
    /// null, or why it had to end by itself.
    /// </summary>
    public async Task<string?> RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var stopSync = new CancellationTokenSource();
        var failing = _clustering is null ? Task.FromResult<string?>(null) : EndOnFailureAsync(_clustering.Failure, end);
        var syncing = _sync?.RunAsync(_rooms, _moderationStore, _pump.Loop, stopSync.Token) ?? Task.CompletedTask;
        var idleMonitor = new IdleMonitor(_options, _events, _filter, new ClockMonitor(_options.Time, _events, _roomStores?.NewestTime ?? 0));
        var monitoring = _pump.Loop.InvokeAsync(() => idleMonitor.RunAsync(_connections.All, end.Token));
        await Task.WhenAll(
            _tcpDoor.RunAsync(end.Token),
            _webDoor?.RunAsync(end.Token) ?? Task.CompletedTask,
            _ircDoor?.RunAsync(end.Token) ?? Task.CompletedTask);
        await monitoring;
        _events.Draining(_connections.Count());
        if (_clustering is not null)
        {
            await _pump.Loop.InvokeAsync(_clustering.SettleAsync);
        }

        // After the listeners are closed: a client that connects again at once must not be accepted.
        await _draining.CancelAsync();
        await _pump.Loop.InvokeAsync(DrainAsync);
        if (_webDoor is not null)
        {
            await _webDoor.StopAsync();
        }

        if (_clustering is not null)
        {
            await _pump.Loop.InvokeAsync(_clustering.StopAsync);
        }

        await stopSync.CancelAsync();
        await syncing;
        await CloseAsync();
        return await failing;
    }

    private async Task<StartFailure?> JoinAsync(Clustering clustering, CancellationToken stop)
    {
        var address = _options.Cluster!.Advertised ?? EndPoint.ToString();
        var failure = await clustering.StartAsync(address, _rooms, _moderationStore.Log, _roundCommit.Run, _options.Log?.Folder, stop);
        if (failure is not null)
        {
            return new StartFailure(failure.Sentence, failure.Kind == ClusterFailureKind.NoAnswer);
        }

        _metrics.Observe(clustering.Order.Figures!);
        return null;
    }

    /// <summary>Ends the server if its cluster ends it; returns why, or null if it was stopped.</summary>
    private static async Task<string?> EndOnFailureAsync(Task<string> failure, CancellationTokenSource end)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = end.Token.Register(() => stopped.TrySetResult());
        if (await Task.WhenAny(failure, stopped.Task) != failure)
        {
            return null;
        }

        await end.CancelAsync();
        return await failure;
    }

    private async Task DrainAsync()
    {
        var drained = Task.WhenAll(_connections.All().Select(connection => connection.DrainAsync()));
        if (_clustering is not null)
        {
            // A connection waits for the act that it has proposed.
            await _clustering.SettleAsync();
        }

        await drained;
    }

    private async Task CloseAsync()
    {
        await _pump.StopAsync();
        _webDoor?.Dispose();
        if (_clustering is not null)
        {
            await _clustering.DisposeAsync();
        }

        _metrics.Dispose();
        _moderationStore.Dispose();
        _roomStores?.Dispose();
        _draining.Dispose();
    }

    private void BeforeRound()
    {
        _roundCommit.Run();
        _clustering?.Flush();
    }

    // A method of its own, so that nothing of HTTP is loaded without a web door.
    private WebDoor OpenWebDoor(IrcDialect? irc, Listeners listeners, Reception reception) =>
        new(irc, listeners.Web!, _pump.Loop, reception, _filter, Certificate, _options, _events);
}
