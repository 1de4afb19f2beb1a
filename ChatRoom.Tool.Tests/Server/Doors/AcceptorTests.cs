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

/// <summary>Who gets in when the server is full, or when the system has nothing left for a newcomer; what is said of it.</summary>
internal sealed class AcceptorTests
{
    private const string Full =
        "cannot accept a connection: 1 are all that this process may have, raise its limit of open files with 'ulimit -n'; newcomers wait";

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
    public async Task Who_comes_to_a_full_server_waits_and_that_is_said_once()
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
    public async Task A_full_server_to_which_nobody_comes_says_nothing()
    {
        Begin(connected: 1);
        await TriesAgain(times: 5);
        _log.SaysNothingElse();
    }

    [Test]
    public async Task While_one_more_waits_it_does_not_say_again_that_somebody_got_in()
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
    [Platform("Linux", Reason = "there a listener can be made to fail, and be mended")]
    public async Task What_the_system_refuses_is_said_once_and_tried_again_after_a_pause()
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
        var options = RunningServer.Options with { Time = _time, MostConnections = 1 };
        var acceptor = new Acceptor(_listener, options, new ServerEvents(_log, new EventOptions()) { Unwritten = () => 0 });
        _accepting = acceptor.RunAsync(() => _connected, Start, _stop.Token);
    }

    private void Start(Socket socket)
    {
        _connected = 1;
        _accepted.Writer.TryWrite(socket);
    }

    private Task<TestPeer> ConnectAsync() => TestPeer.ConnectAsync(((IPEndPoint)_listener.LocalEndPoint!).Port);

    /// <summary>It rests between two tries, and time stands still but for this.</summary>
    private async Task TriesAgain(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _time.Passes(Acceptor.Pause);
        }
    }

    /// <summary>There is room for one, which is seen at the next try.</summary>
    private async Task SomebodyLeaves()
    {
        await _time.SomebodyWaitsFor(Acceptor.Pause);
        _connected = 0;
        _time.Advance(Acceptor.Pause);
    }

    private async Task AcceptsAsync()
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        (await _accepted.Reader.ReadAsync(patience.Token)).Dispose();
    }
}
