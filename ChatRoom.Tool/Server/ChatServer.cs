using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Log;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Time;
using ChatRoom.Server.Tls;

namespace ChatRoom.Server;

/// <summary>The server as a whole: it constructs and connects the parts, listens, serves and drains. One pump for all connections.</summary>
internal sealed class ChatServer
{
    /// <summary>Connections that may wait to be accepted; the system may allow fewer.</summary>
    private const int Backlog = 4096;

    private readonly Socket _listener;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly Pump _pump;
    private readonly RoomStores? _roomStores;
    private readonly ModerationStore _moderationStore;
    private readonly LogSync? _sync;
    private readonly RoomList _rooms;
    private readonly Reloads _reloads;
    private readonly ServerMetrics _metrics;
    private readonly AcceptFilter _filter;
    private readonly ConnectionSet _connections;
    private readonly Action<Connection> _ended;
    private readonly CancellationTokenSource _draining = new();

    private ChatServer(
        Socket listener,
        ServerOptions options,
        ServerEvents events,
        RoomStores? roomStores,
        LogSync? sync,
        ModerationStore moderationStore,
        MessageOfTheDay motd,
        ServerMetrics metrics,
        ServerCertificate? certificate)
    {
        Certificate = certificate;
        _roomStores = roomStores;
        _moderationStore = moderationStore;
        _sync = sync;
        _listener = listener;
        _options = options;
        _events = events;
        var roundCommit = new RoundCommit(() => _pump!.Wake());
        _pump = new Pump(options.Portable, options.Threads, roundCommit.Run, events.Fault);
        _connections = new ConnectionSet(_pump.Loop);
        _ended = Forget;
        var passwords = new Passwords(options.Time, options.Password, options.OperatorPassword);
        var moderator = new Moderator(moderationStore.Log, passwords, _connections.Close, events.Moderated);
        var settings = new RoomSettings(options.Time, options.WindowBytes, options.SessionRetention, roundCommit, _pump.Queue.Add, moderator, motd);
        _rooms = new RoomList(settings, options.MaxRooms, roomStores);
        _metrics = metrics;
        _metrics.Observe(_connections.Count, _rooms, _pump.Queue.TrafficCounters, events);
        _filter = new AcceptFilter(options, events);
        _reloads = new Reloads(events);
        AddReloads(moderator, motd);
        AddReloadsOfLimits();
    }

    /// <summary>The address that it listens on, with the actual port.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

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

        if (!TryListen(options.EndPoint, out var listener, out whyNot))
        {
            return false;
        }

        var metrics = new ServerMetrics(options);
        RoomStores? roomStores = null;
        var sync = options.Log is { } log ? new LogSync(log, options.Time) : null;
        if (sync is not null && !RoomStores.TryOpen(options.Log!.Folder, LogPolicy.Of(options.Log, events.DiskReport, sync.Request, metrics.DiskTimes), out roomStores, out whyNot))
        {
            metrics.Dispose();
            listener.Dispose();
            return false;
        }

        ServerCertificate? certificate = null;
        if (!ModerationStore.TryOpen(options, sync is null ? null : sync.Request, events, out var moderationStore, out whyNot)
            || (options.Tls is { } tls
                && !ServerCertificate.TryOpen(tls, options.Log?.Folder, options.Time, events.DiskReport, out certificate, out whyNot)))
        {
            moderationStore?.Dispose();
            roomStores?.Dispose();
            metrics.Dispose();
            listener.Dispose();
            return false;
        }

        server = new ChatServer(listener, options, events, roomStores, sync, moderationStore, motd, metrics, certificate);
        return true;
    }

    /// <summary>Reads the reloadable files again, and reports the results in the operator's log. Any thread.</summary>
    public void Reload() => _reloads.Run();

    private void AddReloads(Moderator moderator, MessageOfTheDay motd)
    {
        if (_options.MotdFile is { } path)
        {
            _reloads.Add("the message of the day", (out outcome) => MotdFile.TryLoad(path, motd, out outcome));
        }

        if (_options.Password?.Path is not null)
        {
            _reloads.Add(Passwords.EntryLabel, moderator.Passwords.TryReloadEntry);
        }

        if (_options.OperatorPassword?.Path is not null)
        {
            _reloads.Add(Passwords.OperatorsLabel, moderator.Passwords.TryReloadOperators);
        }

        _moderationStore.AddTo(_reloads, moderator);

        if (Certificate is { IsGenerated: false })
        {
            _reloads.Add("the certificate", Certificate.TryReload);
        }
    }

    private static bool TryListen(IPEndPoint endPoint, [NotNullWhen(true)] out Socket? listener, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true;
            }

            Acceptor.EnableKeepAlive(listener);
            listener.Bind(endPoint);
            listener.Listen(Backlog);
            return true;
        }
        catch (SocketException error)
        {
            listener.Dispose();
            listener = null;
            whyNot = Explain(endPoint, error);
            return false;
        }
    }

    /// <summary>Serves until <paramref name="stop"/>, then drains: it stops listening, sends everything and closes all connections.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var stopSync = new CancellationTokenSource();
        var syncing = _sync?.RunAsync(_rooms, _moderationStore, _pump.Loop, stopSync.Token) ?? Task.CompletedTask;
        var idleMonitor = new IdleMonitor(_options, _events, _filter, new ClockMonitor(_options.Time, _events, _roomStores?.NewestTime ?? 0));
        var monitoring = _pump.Loop.InvokeAsync(() => idleMonitor.RunAsync(_connections.All, stop));
        await new Acceptor(_listener, _options, _events).RunAsync(_connections.Count, Start, stop);
        _listener.Dispose();
        await monitoring;
        _events.Draining(_connections.Count());

        // After the listener is closed: a client that connects again at once must not be accepted.
        await _draining.CancelAsync();
        await _pump.Loop.InvokeAsync(() => Task.WhenAll(_connections.All().Select(connection => connection.DrainAsync())));
        await stopSync.CancelAsync();
        await syncing;
        await _pump.StopAsync();
        _metrics.Dispose();
        _moderationStore.Dispose();
        _roomStores?.Dispose();
        _draining.Dispose();
    }

    private void AddReloadsOfLimits()
    {
        if (_options.ReloadLimits is { } reload)
        {
            _reloads.Add("the configuration", reload);
        }

        if (_options.AllowFile is { } allow)
        {
            _reloads.Add("the allow list", (out outcome) => AccessFiles.TryLoadAllowed(allow, _options.Limits, out outcome) && CloseNotAllowed(ref outcome));
        }

        if (_options.DenyFile is { } deny)
        {
            _reloads.Add("the deny list", (out outcome) => AccessFiles.TryLoadDenied(deny, _options.Limits, out outcome) && CloseNotAllowed(ref outcome));
        }
    }

    /// <summary>Closes the connections whose address is not admitted any more; always true.</summary>
    private bool CloseNotAllowed(ref string outcome)
    {
        var limits = _options.Limits.Current;
        var count = _connections.Close((_, address) => !limits.Admits(address), CloseNotice.NotAllowed);
        outcome += count == 0 ? "" : $", which ends {count} {(count == 1 ? "connection" : "connections")}";
        return true;
    }

    private void Start(Socket socket)
    {
        if (!_filter.TryAdmit(socket, out var from))
        {
            return;
        }

        Transport? opened = Certificate is null
            ? SocketTransport.TryOpen(socket, _pump.Loop)
            : TlsTransport.TryOpen(socket, _pump.Loop, Certificate, _options, _events);
        if (opened is not { } transport)
        {
            _filter.Leave(from);
            return;
        }

        var connection = new Connection(transport, _rooms, _pump, _options, _events);
        _connections.Add(connection);
        connection.Start(_ended, _draining.Token);
    }

    private void Forget(Connection connection)
    {
        _connections.Remove(connection);
        _filter.Leave(connection.RemoteAddress);
    }

    private static string Explain(IPEndPoint asked, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"port {asked.Port} on {asked.Address} is in use; choose another with --port, or 0 for any free one",
        SocketError.AddressNotAvailable =>
            $"this machine has no address {asked.Address}; choose one of its own with --host, or 0.0.0.0 for all",
        SocketError.AccessDenied =>
            $"port {asked.Port} needs more rights than you have; choose one above 1023 with --port",
        _ => $"cannot listen on {asked}: {error.Message}",
    };
}
