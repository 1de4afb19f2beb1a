using System.Net;
using System.Net.Sockets;
using ChatRoom.Sockets;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Sockets;

/// <summary>A client's connection, before and after a socket of .NET takes it over.</summary>
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
    public async Task An_answer_is_received_at_once_or_late()
    {
        using var client = await ConnectAsync();
        using var server = await _listener.AcceptSocketAsync();
        var buffer = new byte[8];
        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync("ask"u8.ToArray());
            Assert.That(await server.ReceiveAsync(new byte[8]), Is.EqualTo(3));

            await server.SendAsync("soon"u8.ToArray());
            Assert.That(await client.ReceiveAsync(buffer, limit: null, CancellationToken.None), Is.EqualTo(4));

            var late = client.ReceiveAsync(buffer, limit: null, CancellationToken.None);
            Assert.That(late.IsCompleted, Is.False, "a late answer does not block the thread");
            await server.SendAsync("later"u8.ToArray());
            Assert.That(await late, Is.EqualTo(5));
        }

        server.Shutdown(SocketShutdown.Both);
        Assert.That(await client.ReceiveAsync(buffer, limit: null, CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task A_receive_can_be_cancelled()
    {
        using var client = await ConnectAsync();
        using var leaving = new CancellationTokenSource();
        var receiving = Task.Run(() => client.ReceiveAsync(new byte[8], limit: null, leaving.Token).AsTask());
        await leaving.CancelAsync();

        Assert.That(async () => await receiving, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_closed_connection_receives_and_sends_no_more()
    {
        var client = await ConnectAsync();
        client.Dispose();

        Assert.That(async () => await client.ReceiveAsync(new byte[8], limit: null, CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await client.SendAsync(new byte[8]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task The_other_side_receives_a_reset()
    {
        var client = await ConnectAsync();
        using var server = await _listener.AcceptSocketAsync();
        client.Reset();

        Assert.That(
            async () => await server.ReceiveAsync(new byte[8]),
            Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public async Task The_reason_for_a_failed_connect_is_that_nothing_listens()
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
