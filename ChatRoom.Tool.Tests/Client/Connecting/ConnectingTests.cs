using System.Net;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting;

internal sealed class ConnectingTests
{
    [Test]
    public async Task The_client_explains_that_nothing_listens_at_the_address()
    {
        IPEndPoint nobody;
        using (var server = new ScriptedServer())
        {
            nobody = server.EndPoint;
        }

        var failure = await PipedClient.Start(nobody, "ci").Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.CannotConnect));
        Assert.That(failure.Sentence, Is.EqualTo(
            $"cannot connect to {nobody}: nothing listens there; start a room with 'chatroom server'"));
    }

    [TestCase("SSH-2.0-OpenSSH_9.2\r\n")]
    [TestCase("NAM\n")]
    public async Task A_server_that_does_not_ask_for_a_name_is_not_a_chat_room(string saysInstead)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.AcceptAsync();
        await peer.Sends(saysInstead);
        peer.ClosesItsSide();

        var failure = await client.Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.ProtocolError));
        Assert.That(failure.Sentence, Does.Contain("is not a chat room"));
    }

    [TestCase("")]
    [TestCase("NA")]
    public async Task A_server_that_closes_before_it_has_asked_for_a_name_is_a_lost_connection(string before)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.AcceptAsync();
        await peer.Sends(before);
        peer.ClosesItsSide();

        var failure = await client.Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.Lost));
    }

    [Test]
    public async Task A_greeting_may_arrive_byte_by_byte()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.AcceptAsync();
        foreach (var one in "NAME")
        {
            await peer.Sends($"{one}");
        }

        await peer.HearsBytes("ci\0");
        foreach (var one in "chatroom/1 9.9.9 a title\n")
        {
            await peer.Sends($"{one}");
        }

        await peer.Hears("join lobby ci");
        foreach (var one in "welcome lobby ci 0 1700000000000 1\nmessage 1 1700000000000 lobby ci hi\n")
        {
            await peer.Sends($"{one}");
        }

        client.EndInput();
        await peer.Hears("quit");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task A_newer_protocol_has_its_own_message()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("ci\0");
        await peer.Says("chatroom/2 from the future");

        var failure = await client.Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.ProtocolError));
        Assert.That(failure.Sentence, Does.Contain("newer protocol"));
    }

    [Test]
    public async Task A_name_that_is_taken_is_refused_with_the_servers_sentence()
    {
        await using var server = RunningServer.Start();
        using var holder = await server.JoinAsync("ci");
        var failure = await PipedClient.Start(server.EndPoint, "CI").Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.Refused));
        Assert.That(failure.Sentence, Is.EqualTo("The name CI is taken; choose another."));
    }

    [Test]
    public async Task Lines_that_arrive_with_the_welcome_are_not_lost()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("ci\0");
        await peer.Says("chatroom/1 9.9.9 t");
        await peer.Hears("join lobby ci");
        await peer.Sends("welcome lobby ci 0 1700000000000 1\njoin 1 1700000000000 lobby ci\nmessage 2 1700000000000 lobby bob hi\n");
        peer.ClosesItsSide();

        await client.Ends();
        Assert.That(client.Output, Is.EqualTo("ci joined!\nbob: hi\n"));
    }
}
