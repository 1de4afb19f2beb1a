using System.Net;
using System.Net.Sockets;
using ChatRoom.Server;
using NUnit.Framework;

namespace ChatRoom.Tests.Support;

/// <summary>
/// A server that a test owns, on a free port. Disposing of it awaits its drain, and fails the test
/// that met a bug in it.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ServerEvents _events;
    private readonly TimeProvider _time;
    private readonly Task _running;

    private RunningServer(ChatServer server, ServerEvents events, StringWriter log, TimeProvider time)
    {
        _time = time;
        _events = events;
        Log = log;
        EndPoint = server.EndPoint;
        _running = server.RunAsync(_stop.Token);
    }

    public IPEndPoint EndPoint { get; }

    public TimeSpan NameTimeout { get; } = Options.NameTimeout;

    /// <summary>What the operator saw; whole only after the server was disposed of.</summary>
    public StringWriter Log { get; }

    public static ServerOptions Options { get; } = new()
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
        Identity = new ServerIdentity("1.2.3", "a test"),
    };

    public static RunningServer Start(ServerOptions? options = null)
    {
        var log = new StringWriter();
        var events = new ServerEvents(log, verbose: true);
        Assert.That(ChatServer.TryBind(options ?? Options, events, out var server, out var whyNot), whyNot);
        return new RunningServer(server!, events, log, (options ?? Options).Time);
    }

    /// <summary>Connects a peer that says nothing by itself.</summary>
    public async Task<TestPeer> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(EndPoint);
        return new TestPeer(socket);
    }

    /// <summary>Connects a peer of the line dialect and has it join.</summary>
    public async Task<TestPeer> JoinAsync(string name)
    {
        var peer = await ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Says(name);
        await peer.Hears($"{name} joined!", "Connected to server!");
        return peer;
    }

    /// <summary>Connects a peer of the typed dialect and has it join.</summary>
    public async Task<TestPeer> JoinTypedAsync(string name)
    {
        var peer = await ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends($"{name}\0");
        await peer.Hears("chatroom/1 1.2.3 a test");
        await peer.Says($"join lobby {name}");
        await peer.HearsLike(@"^welcome lobby \S+ \d+ \d+ \d+$");
        await peer.HearsLike($@"^join \d+ \d+ lobby {name}$");
        return peer;
    }

    /// <summary>Begins to drain, without waiting for the end.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Completes when the server has drained.</summary>
    public Task Stopped => _running.WaitAsync(Patience.Limit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        (_time as ManualTime)?.Flies();
        await Stopped;
        _stop.Dispose();
        Assert.That(_events.Faults, Is.Empty, "the server met a bug of its own");
    }
}
