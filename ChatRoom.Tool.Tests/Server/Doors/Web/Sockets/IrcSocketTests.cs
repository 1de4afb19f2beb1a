using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sockets;

/// <summary>A WebSocket of the web door speaks IRC if the client asks for it: each message is one line without its end.</summary>
internal sealed class IrcSocketTests
{
    private static readonly ServerOptions Options = RunningServer.WithWeb with { Irc = new IPEndPoint(IPAddress.Loopback, 0) };

    [Test]
    public async Task An_IRC_client_on_a_WebSocket_shares_a_room_with_all_others()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var carol = await IrcPeer.JoinAsync(server, "carol", "#lobby");
        await alice.Hears("carol joined!");
        using var bob = await JoinsAsync(server, "bob");
        await alice.Hears("bob joined!");
        await carol.Hears(":bob!bob@chatroom JOIN #lobby");

        await bob.Sends("PRIVMSG #lobby :hello");
        await alice.Hears("bob: hello");
        await carol.Hears(":bob!bob@chatroom PRIVMSG #lobby :hello");
        await alice.Says("hi");
        Assert.That(await bob.NextMessage(), Is.EqualTo(":alice!alice@chatroom PRIVMSG #lobby :hi"));
    }

    [Test]
    public async Task A_line_that_ends_with_CRLF_as_on_the_IRC_port_is_one_line()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await JoinsAsync(server, "bob");
        await bob.Sends("PING one\r\n");
        await bob.Sends("PING two");
        Assert.That(await bob.NextMessage(), Is.EqualTo(":irc.chatroom PONG irc.chatroom :one"));
        Assert.That(await bob.NextMessage(), Is.EqualTo(":irc.chatroom PONG irc.chatroom :two"));
    }

    [Test]
    public async Task Many_lines_at_once_are_a_message_each_in_order()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await JoinsAsync(server, "bob");
        using var alice = await server.JoinAsync("alice");
        Assert.That(await bob.NextMessage(), Is.EqualTo(":alice!alice@chatroom JOIN #lobby"));
        for (var i = 0; i < 2000; i++)
        {
            await alice.Says($"{i} {new string('x', i % 400)}");
        }

        for (var i = 0; i < 2000; i++)
        {
            Assert.That(await bob.NextMessage(), Is.EqualTo($":alice!alice@chatroom PRIVMSG #lobby :{i} {new string('x', i % 400)}"));
        }
    }

    [Test]
    public async Task Of_several_subprotocols_the_first_that_the_server_speaks_is_chosen()
    {
        await using var server = RunningServer.Start(Options);
        using var irc = await WebSocketPeer.OpenAsync(server.Web!, "binary.ircv3.net", "text.ircv3.net", "chatroom.typed");
        using var typed = await WebSocketPeer.OpenAsync(server.Web!, "chatroom.typed", "text.ircv3.net");
        Assert.That((irc.Subprotocol, typed.Subprotocol), Is.EqualTo(("text.ircv3.net", "chatroom.typed")));
    }

    [Test]
    public async Task A_server_without_an_IRC_port_speaks_no_IRC_on_a_WebSocket()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var peer = await WebSocketPeer.OpenAsync(server.Web!, "text.ircv3.net");
        Assert.That(peer.Subprotocol, Is.Null);
        Assert.That(await peer.NextMessage(), Is.EqualTo("NAME"));
    }

    [Test]
    public async Task A_server_that_drains_says_so_and_closes_the_WebSocket()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await JoinsAsync(server, "bob");
        server.Stop();
        Assert.That(await bob.NextMessage(), Is.EqualTo("ERROR :The server is shutting down."));
        await bob.HearsClose();
        Assert.That(bob.CloseCode, Is.EqualTo(1000));
    }

    /// <summary>Registers, and joins the lobby; all answers are read.</summary>
    private static async Task<WebSocketPeer> JoinsAsync(RunningServer server, string nick)
    {
        var peer = await WebSocketPeer.OpenAsync(server.Web!, "text.ircv3.net");
        await peer.Sends($"NICK {nick}");
        await peer.Sends($"USER {nick} 0 * :{nick}");
        await peer.Sends("JOIN #lobby");
        while (await peer.NextMessage() is { } line && !line.Contains(" 366 ", StringComparison.Ordinal))
        {
            Assert.That(line, Does.Not.Contain("\n").And.Not.Contains("\r"));
        }

        return peer;
    }
}
