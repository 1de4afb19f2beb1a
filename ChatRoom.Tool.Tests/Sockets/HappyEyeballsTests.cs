using System.Net;
using System.Net.Sockets;
using ChatRoom.Sockets;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Sockets;

/// <summary>Connecting to a name with several addresses, some of which do not answer.</summary>
internal sealed class HappyEyeballsTests
{
    private readonly ManualTime _time = new();

    [Test]
    public async Task The_next_address_is_tried_while_one_does_not_answer()
    {
        using var dead = new UnansweringAddress();
        using var listening = Listen(IPAddress.Loopback);
        var connecting = HappyEyeballs.RaceAsync([dead.EndPoint, EndPoint(listening)], _time, CancellationToken.None);
        Assert.That(connecting.IsCompleted, Is.False);

        await _time.Passes(HappyEyeballs.AttemptDelay);

        using var socket = (await connecting.WaitAsync(TestTimeout.Limit)).Socket;
        Assert.That(socket!.RemoteEndPoint, Is.EqualTo(EndPoint(listening)));
    }

    [Test]
    public async Task The_next_address_is_tried_at_once_after_a_failure()
    {
        var refusing = UnusedEndPoint();
        using var listening = Listen(IPAddress.Loopback);

        var (socket, failed) = await HappyEyeballs.RaceAsync([refusing, EndPoint(listening)], _time, CancellationToken.None).WaitAsync(TestTimeout.Limit);

        using var _ = socket;
        Assert.That(socket!.RemoteEndPoint, Is.EqualTo(EndPoint(listening)));
        Assert.That(failed, Is.EqualTo(new[] { new FailedAttempt(refusing.Address, SocketError.ConnectionRefused) }));
    }

    [Test]
    public async Task A_slow_address_may_still_be_used_and_the_other_attempt_is_closed()
    {
        using var slow = new UnansweringAddress();
        using var dead = new UnansweringAddress();
        var connecting = HappyEyeballs.RaceAsync([slow.EndPoint, dead.EndPoint], _time, CancellationToken.None);
        await _time.Passes(HappyEyeballs.AttemptDelay);

        slow.Recovers();

        using var socket = (await connecting.WaitAsync(TestTimeout.Limit)).Socket;
        Assert.That(socket!.RemoteEndPoint, Is.EqualTo(slow.EndPoint));
    }

    [Test]
    public async Task All_attempts_end_when_time_is_up()
    {
        using var one = new UnansweringAddress();
        using var other = new UnansweringAddress();
        using var timeout = new CancellationTokenSource();
        var connecting = HappyEyeballs.RaceAsync([one.EndPoint, other.EndPoint], _time, timeout.Token);
        await _time.Passes(HappyEyeballs.AttemptDelay);
        await timeout.CancelAsync();

        var (socket, failed) = await connecting.WaitAsync(TestTimeout.Limit);

        Assert.That(socket, Is.Null);
        Assert.That(failed.Select(attempt => attempt.Error), Is.EqualTo(new[] { SocketError.TimedOut, SocketError.TimedOut }));
    }

    [Test]
    public void Different_reasons_are_reported_with_their_addresses() => Assert.That(
        ConnectError.Explain([new FailedAttempt(IPAddress.IPv6Loopback, SocketError.ConnectionRefused), new FailedAttempt(IPAddress.Loopback, SocketError.TimedOut)]),
        Is.EqualTo("at ::1 nothing listens there, and at 127.0.0.1 no answer in time"));

    [Test]
    public void The_same_reason_is_reported_once() => Assert.That(
        ConnectError.Explain([new FailedAttempt(IPAddress.IPv6Loopback, SocketError.ConnectionRefused), new FailedAttempt(IPAddress.Loopback, SocketError.ConnectionRefused)]),
        Is.EqualTo("nothing listens there; start a room with 'chatroom server'"));

    [TestCase("::1 ::2 ::3 10.0.0.1 10.0.0.2", "::1 10.0.0.1 ::2 10.0.0.2 ::3")]
    [TestCase("10.0.0.1 ::1", "10.0.0.1 ::1")]
    [TestCase("10.0.0.1", "10.0.0.1")]
    public void IPv6_and_IPv4_addresses_are_tried_in_turn(string found, string tried) => Assert.That(
        HappyEyeballs.Interleave([.. found.Split(' ').Select(IPAddress.Parse)]),
        Is.EqualTo(tried.Split(' ').Select(IPAddress.Parse)));

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public async Task A_name_is_reached_if_any_of_its_addresses_answers(string address)
    {
        var addresses = await Dns.GetHostAddressesAsync("localhost");
        if (!addresses.Contains(IPAddress.Parse(address)))
        {
            Assert.Ignore($"localhost is not {address} on this machine");
        }

        using var listening = Listen(IPAddress.Parse(address));
        var (socket, whyNot) = await HappyEyeballs.ConnectAsync("localhost", EndPoint(listening).Port, TestTimeout.Limit, TimeProvider.System, CancellationToken.None);

        using var _ = socket;
        Assert.That(whyNot, Is.Null);
    }

    [Test]
    public async Task An_unknown_host_name_is_reported()
    {
        var (socket, whyNot) = await HappyEyeballs.ConnectAsync(
            new string('x', 300), 1, TestTimeout.Limit, TimeProvider.System, CancellationToken.None);

        Assert.That(socket, Is.Null);
        Assert.That(whyNot, Is.EqualTo("no machine of that name is known; check the name"));
    }

    private static Socket Listen(IPAddress address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        return listener;
    }

    private static IPEndPoint EndPoint(Socket listener) => (IPEndPoint)listener.LocalEndPoint!;

    private static IPEndPoint UnusedEndPoint() => new(IPAddress.Loopback, FreePort.Find());
}
