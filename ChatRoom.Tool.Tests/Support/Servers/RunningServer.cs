using System.Net;
using ChatRoom.Server;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// A server of a test, in its process, on a free port. Disposing of it waits for its drain, and fails the test if the server met a
/// bug of its own.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ChatServer _server;
    private readonly ServerEvents _events;
    private readonly TimeProvider _time;
    private readonly Task<string?> _running;

    private RunningServer(ChatServer server, ServerEvents events, StringWriter log, TimeProvider time)
    {
        _server = server;
        _time = time;
        _events = events;
        Log = log;
        EndPoint = server.EndPoint;
        Web = server.WebEndPoint is { } web ? new Uri($"http{(server.Certificate is null ? "" : "s")}://{web}/") : null;
        Irc = server.IrcEndPoint;
        _running = server.RunAsync(_stop.Token);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>The URL of the web door; null: there is none.</summary>
    public Uri? Web { get; }

    /// <summary>The address for IRC clients; null: there is none.</summary>
    public IPEndPoint? Irc { get; }

    public TimeSpan NameTimeout { get; } = Options.NameTimeout;

    /// <summary>The operator's log; complete after the server is disposed of.</summary>
    public StringWriter Log { get; }

    public static ServerOptions Options { get; } = new()
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
        Identity = new ServerIdentity("1.2.3", "a test"),
    };

    /// <summary>With a web door on a free port.</summary>
    public static ServerOptions WithWeb { get; } = Options with { Web = new WebOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) } };

    /// <summary>With a free port for IRC clients.</summary>
    public static ServerOptions WithIrc { get; } = Options with { Irc = new IPEndPoint(IPAddress.Loopback, 0) };

    /// <param name="options">Null: <see cref="Options"/>.</param>
    /// <param name="events">What is logged; null: everything.</param>
    /// <param name="log">The log; null: a new one.</param>
    public static RunningServer Start(ServerOptions? options = null, EventOptions? events = null, StringWriter? log = null)
    {
        log ??= new StringWriter();
        options ??= Options;
        var (server, serverEvents) = Bind(options, events, log);

        // Only a server of a cluster waits for others.
        Assert.That(server.StartAsync(CancellationToken.None), Has.Property(nameof(Task<>.IsCompletedSuccessfully)).True.And.Property(nameof(Task<>.Result)).Null);
        return new RunningServer(server, serverEvents, log, options.Time);
    }

    /// <summary>Starts a server of a cluster, and waits until it is up to date.</summary>
    public static async Task<RunningServer> StartAsync(ServerOptions options)
    {
        var log = new StringWriter();
        var (server, events) = Bind(options, events: null, log);
        var failure = await server.StartAsync(CancellationToken.None).WaitAsync(TestTimeout.Limit);
        Assert.That(failure?.Sentence, Is.Null);
        return new RunningServer(server, events, log, options.Time);
    }

    /// <summary>Starts a server that cannot be one of its cluster; returns the reason.</summary>
    public static async Task<string> FailsToStartAsync(ServerOptions options)
    {
        var (server, events) = Bind(options, events: null, new StringWriter());
        var failure = await server.StartAsync(CancellationToken.None).WaitAsync(TestTimeout.Limit);
        Assert.That(events.Faults, Is.Empty, "the server met a bug of its own");
        Assert.That(failure, Is.Not.Null, "the server has started");
        return failure!.Sentence;
    }

    /// <summary>Connects a peer that sends nothing.</summary>
    public Task<TestPeer> ConnectAsync(bool narrow = false) => TestPeer.ConnectAsync(EndPoint.Port, narrow);

    /// <summary>Connects a peer, which joins in the line dialect.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="narrow">Whether its receive buffer is small.</param>
    /// <param name="from">Its own address; null: the usual one.</param>
    public Task<TestPeer> JoinAsync(string name, bool narrow = false, IPAddress? from = null) =>
        TestPeer.JoinAsync(EndPoint.Port, name, narrow, from);

    /// <summary>Connects a peer, which joins in the typed dialect.</summary>
    public Task<TestPeer> JoinTypedAsync(string name, bool narrow = false) => TestPeer.JoinTypedAsync(EndPoint.Port, name, narrow);

    /// <summary>Connects a peer, which reads the whole room in the typed dialect without joining.</summary>
    public async Task<TestPeer> WatchAsync()
    {
        var peer = await ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("watcher\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says("watch lobby all");
        await peer.HearsLike(@"^watching lobby \d+ \d+ \d+$");
        return peer;
    }

    /// <summary>Makes the server read its files again.</summary>
    public void Reload() => _server.Reload();

    /// <summary>Starts the drain, without waiting for its end.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Completes when the server has drained.</summary>
    public Task Stopped => _running.WaitAsync(TestTimeout.Limit);

    /// <summary>Waits until the server ends by itself; returns the reason.</summary>
    public async Task<string?> EndsByItself() => await _running.WaitAsync(TestTimeout.Limit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        (_time as ManualTime)?.FireAllAtOnce();
        await Stopped;
        _stop.Dispose();
        Assert.That(_events.Faults, Is.Empty, "the server met a bug of its own");
    }

    private static (ChatServer Server, ServerEvents Events) Bind(ServerOptions options, EventOptions? events, StringWriter log)
    {
        var serverEvents = new ServerEvents(log, events ?? new EventOptions { Level = EventLevel.Debug, ShowsAddresses = true }) { Unwritten = () => 0 };
        Assert.That(ChatServer.TryBind(options, serverEvents, out var server, out var whyNot), whyNot);
        return (server!, serverEvents);
    }
}
