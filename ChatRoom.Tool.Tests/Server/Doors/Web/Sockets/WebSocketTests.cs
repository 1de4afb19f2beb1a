using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sockets;

/// <summary>A WebSocket of the web door speaks the typed dialect.</summary>
internal sealed class WebSocketTests
{
    [Test]
    public async Task People_on_a_WebSocket_and_on_the_port_of_the_chat_share_a_room()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var bob = await WebSocketPeer.JoinAsync(server.Web!, "bob");
        await alice.Hears("bob joined!");
        Assert.That(bob.Subprotocol, Is.EqualTo("chatroom.typed"));

        await bob.Says("say 1 lobby hello");
        await alice.Hears("bob: hello");
        await bob.HearsLike("^message 3 .* bob hello$");
        await bob.HearsLike("^ack 1 3$");
        await alice.Says("hi");
        await bob.HearsLike("^message 4 .* alice hi$");
    }

    [Test]
    public async Task A_server_that_drains_says_goodbye_and_closes_a_WebSocket()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await WebSocketPeer.JoinAsync(server.Web!, "bob");
        server.Stop();
        await bob.HearsLike("^retry ");
        await bob.HearsLike("^bye draining ");
        await bob.HearsClose();
        Assert.That(bob.CloseCode, Is.EqualTo(1000));
    }

    [Test]
    public async Task Many_lines_at_once_arrive_in_order()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await WebSocketPeer.JoinAsync(server.Web!, "bob");
        using var alice = await server.JoinAsync("alice");
        await bob.HearsLike("^join ");
        for (var i = 0; i < 2000; i++)
        {
            await alice.Says($"{i} {new string('x', 500)}");
        }

        for (var i = 0; i < 2000; i++)
        {
            await bob.HearsLike($" alice {i} x+$");
        }
    }
}
