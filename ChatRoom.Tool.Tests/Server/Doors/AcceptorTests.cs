using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors;

/// <summary>New connections when the server is full or the system refuses them, and the reports about that.</summary>
internal sealed class AcceptorTests
{
    private const string Full =
        "cannot accept a connection: the limit of open files allows only 1; raise it with 'ulimit -n'; newcomers wait";

    private readonly ManualTime _time = new();
    private readonly OperatorLog _log = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private volatile int _connected;

    [SetUp]
    public void Listen()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _accepting.WaitAsync(TestTimeout.Limit);
        while (_accepted.Reader.TryRead(out var socket))
        {
            socket.Dispose();
        }

        _stop.Dispose();
        _listener.Dispose();
        await _log.DisposeAsync();
    }

    [Test]
    public async Task A_connection_to_a_full_server_waits_and_that_is_reported_once()
    {
        using var newcomer = await ConnectAsync();
        Begin(connected: 1);
        await _log.Says(Full);
        await TriesAgain(times: 5);
        _log.SaysNothingElse();
        Assert.That(_accepted.Reader.Count, Is.Zero);

        await SomebodyLeaves();

        await AcceptsAsync();
        await SomebodyLeaves();
        await _log.Says("accepts connections again");
    }

    [Test]
    public async Task A_full_server_without_new_connections_reports_nothing()
    {
        Begin(connected: 1);
        await TriesAgain(times: 5);
        _log.SaysNothingElse();
    }

    [Test]
    public async Task While_another_connection_waits_an_accepted_one_is_not_reported()
    {
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        Begin(connected: 1);
        await _log.Says(Full);

        for (var i = 0; i < 2; i++)
        {
            await SomebodyLeaves();
            await AcceptsAsync();
            _log.SaysNothingElse();
        }

        await SomebodyLeaves();
        await _log.Says("accepts connections again");
    }

    [Test]
    [Platform("Linux", Reason = "only there a listener can be broken and repaired")]
    public async Task A_failed_accept_is_reported_once_and_tried_again_after_a_delay()
    {
        _listener.Shutdown(SocketShutdown.Both);
        Begin(connected: 0);
        await _log.Says("cannot accept a connection: Invalid argument; newcomers wait");
        await TriesAgain(times: 5);
        _log.SaysNothingElse();

        _listener.Listen();
        using var newcomer = await ConnectAsync();
        await TriesAgain(times: 1);

        await AcceptsAsync();
        await SomebodyLeaves();
        await _log.Says("accepts connections again");
    }

    private void Begin(int connected)
    {
        _connected = connected;
        var options = RunningServer.Options with { Time = _time, MaxConnections = 1 };
        var acceptor = new Acceptor(_listener, options, new ServerEvents(_log, new EventOptions()) { Unwritten = () => 0 });
        _accepting = acceptor.RunAsync(() => _connected, Start, _stop.Token);
    }

    private void Start(Socket socket)
    {
        _connected = 1;
        _accepted.Writer.TryWrite(socket);
    }

    private Task<TestPeer> ConnectAsync() => TestPeer.ConnectAsync(((IPEndPoint)_listener.LocalEndPoint!).Port);

    /// <summary>Lets the delay between two attempts pass; otherwise time stands still.</summary>
    private async Task TriesAgain(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _time.Passes(Acceptor.RetryDelay);
        }
    }

    /// <summary>Frees one place, which the next attempt finds.</summary>
    private async Task SomebodyLeaves()
    {
        await _time.SomebodyWaitsFor(Acceptor.RetryDelay);
        _connected = 0;
        _time.Advance(Acceptor.RetryDelay);
    }

    private async Task AcceptsAsync()
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        (await _accepted.Reader.ReadAsync(patience.Token)).Dispose();
    }
}
