using System.Net;
using System.Net.Sockets;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>Messages that <c>chatroom send</c> cannot send, and the reasons.</summary>
internal sealed class SendRefusedTests : SendProcess
{
    [Test]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "Alice", "hello");

        await send.FailsWith(4, "The name Alice is taken; choose another.");
        await NothingElseIsSent(alice);
    }

    [Test]
    public async Task Lines_are_refused_after_a_member_takes_the_name()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server);
        await send.Reads("one");
        await alice.Hears("ci: one");
        using var ci = await server.JoinAsync("ci");
        await alice.Hears("ci joined!");

        await send.Reads("two");
        send.EndsItsInput();

        await FailsInLines(send, 6, "line 2 was not said: The name ci is taken; choose another.", "some lines were not said");
        await NothingElseIsSent(alice);
    }

    [Test]
    public async Task Several_lines_that_are_refused_at_once_are_one_sentence()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci");
        await send.Reads("one", "two", "three");
        send.EndsItsInput();
        using var session = await server.WelcomeAsync("ci", "send lobby ci");
        await session.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");

        await session.Says("refused full 2 3 The disk is full.");
        await session.Says("ack 3 1");

        await FailsInLines(send, 6, "lines 2 to 3 were not said: The disk is full.", "some lines were not said");
    }

    [Test]
    public async Task A_line_that_is_too_long_is_not_sent_and_the_others_are()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server);

        await send.Reads("first", new string('x', 4097), new string('x', 4096), "last");
        send.EndsItsInput();

        await FailsInLines(send, 6, "line 2 was not said: it is longer than 4096 bytes", "some lines were not said");
        await alice.Hears("ci: first", $"ci: {new string('x', 4096)}", "ci: last");
    }

    [Test]
    public async Task An_argument_that_is_too_long_is_not_sent()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, new string('x', 4097));

        await FailsInLines(send, 6, "nothing was said: line 1 is longer than 4096 bytes", "some lines were not said");
        await NothingElseIsSent(alice);
    }

    [TestCase("--whole reads standard input; leave the text out", "--whole", "hello")]
    [TestCase("the room's URL is given twice; give it with --url or without, not both", "--url", "chatroom://a", "chatroom://b", "hello")]
    [TestCase("'two words' is not a name for --name; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "--name", "two words", "hello")]
    public async Task Wrong_usage_is_one_sentence(string sentence, params string[] arguments)
    {
        await using var send = ToolProcess.Start(["send", .. arguments]);

        await send.FailsWith(2, sentence);
    }

    [Test]
    public async Task Send_cannot_connect_if_nothing_listens()
    {
        // Bound, but not listening, so that no other process can take the port.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        await using var send = ToolProcess.Start("send", "--port", $"{port}", "hello");

        await send.FailsWith(3, $"cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task A_connection_that_is_lost_before_the_acknowledgement_is_a_failure()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--no-reconnect", "hello");
        using (var session = await server.WelcomeAsync("ci", "send lobby ci"))
        {
            await session.Hears("say 1 lobby hello");
        }

        await send.FailsWith(5, "the connection was lost, and 1 line was not acknowledged");
    }
}
