using System.Net;
using System.Net.Sockets;
using ChatRoom.Sockets;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Sockets;

/// <summary>A client's connection, before and after the runtime's sockets take it over.</summary>
public sealed class ClientSocketTests
{
    private TcpListener _listener = null!;

    [SetUp]
    public void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
    }

    [TearDown]
    public void StopListening() => _listener.Dispose();

    [Test]
    public async Task Answers_are_received_whether_they_come_at_once_or_late()
    {
        using var client = await ConnectAsync();
        using var server = await _listener.AcceptSocketAsync();
        var buffer = new byte[8];
        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync("ask"u8.ToArray());
            Assert.That(await server.ReceiveAsync(new byte[8]), Is.EqualTo(3));

            await server.SendAsync("soon"u8.ToArray());
            Assert.That(await client.ReceiveAsync(buffer, CancellationToken.None), Is.EqualTo(4));

            var late = client.ReceiveAsync(buffer, CancellationToken.None);
            Assert.That(late.IsCompleted, Is.False, "it does not wait where it stands any more");
            await server.SendAsync("later"u8.ToArray());
            Assert.That(await late, Is.EqualTo(5));
        }

        server.Shutdown(SocketShutdown.Both);
        Assert.That(await client.ReceiveAsync(buffer, CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task A_receive_can_be_cancelled()
    {
        using var client = await ConnectAsync();
        using var leaving = new CancellationTokenSource();
        var receiving = Task.Run(() => client.ReceiveAsync(new byte[8], leaving.Token).AsTask());
        await leaving.CancelAsync();

        Assert.That(async () => await receiving, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_connection_that_was_hung_up_receives_and_sends_no_more()
    {
        var client = await ConnectAsync();
        client.Dispose();

        Assert.That(async () => await client.ReceiveAsync(new byte[8], CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await client.SendAsync(new byte[8]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_reset_is_one_for_the_other_side()
    {
        var client = await ConnectAsync();
        using var server = await _listener.AcceptSocketAsync();
        client.Reset();

        Assert.That(
            async () => await server.ReceiveAsync(new byte[8]),
            Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public async Task If_nobody_listens_it_says_so()
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listener.Stop();

        var (socket, whyNot) = await ConnectAsync(port);

        Assert.That(socket, Is.Null);
        Assert.That(whyNot, Does.StartWith("nothing listens there"));
    }

    private static Task<(ClientSocket? Socket, string? WhyNot)> ConnectAsync(int port) =>
        ClientSocket.ConnectAsync("127.0.0.1", port, TestTimeout.Limit, TimeProvider.System, CancellationToken.None);

    private async Task<ClientSocket> ConnectAsync() => (await ConnectAsync(((IPEndPoint)_listener.LocalEndpoint).Port)).Socket!;
}
