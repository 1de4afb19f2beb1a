using System.Net;
using System.Net.Sockets;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>Failures of <c>chatroom client</c> as a process in a pipe: each has its exit code and its sentence.</summary>
internal sealed class PipeFailureTests
{
    [Test]
    public async Task A_line_that_is_too_long_is_reported_with_its_number_and_the_others_are_said()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");
        var longest = new string('x', 4096);

        await script.Reads("first", longest + "x", longest, new string('y', 100_000), "last");
        script.EndsItsInput();

        await alice.Hears("script joined!", "script: first", $"script: {longest}", "script: last", "script left!");
        Assert.That(await script.Errors, Is.EqualTo(
            """
            chatroom: line 2 was not said: it is longer than 4096 bytes
            chatroom: line 4 was not said: it is longer than 4096 bytes
            chatroom: some lines were not said

            """));
        Assert.That(await script.Exits(), Is.EqualTo(6));
    }

    [Test]
    public async Task Many_lines_that_the_server_refuses_at_once_are_reported_in_one_sentence()
    {
        using var server = new ScriptedServer();
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");
        await script.Reads([.. Enumerable.Range(1, 2854).Select(number => $"line {number}")]);
        script.EndsItsInput();
        using var session = await server.WelcomeAsync("script");
        for (var number = 1; number <= 2854; number++)
        {
            await session.Hears($"say {number} lobby line {number}");
        }

        await session.Says("refused full 5 2854 The disk is full.");
        await session.Says("ack 2854 4");

        Assert.That(await script.Errors, Is.EqualTo(
            """
            chatroom: lines 5 to 2854 were not said: The disk is full.
            chatroom: some lines were not said

            """));
        Assert.That(await script.Exits(), Is.EqualTo(6));
    }

    [Test]
    public async Task A_client_cannot_connect_if_nothing_listens()
    {
        // Bound and not listening: no other process can take the port meanwhile.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        await using var client = ToolProcess.StartClient(port, "alice");

        await client.FailsWith(
            3, $"cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var second = ToolProcess.Start("client", "--port", $"{server.EndPoint.Port}", "--name", "Alice", "--exact-name");

        await second.FailsWith(4, "The name Alice is taken; choose another.");
    }

    [Test]
    public async Task A_killed_server_is_a_lost_connection()
    {
        Requires.Program("sh");
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var client = ToolProcess.StartClient(port, "alice", "--no-reconnect");
        await client.Prints("alice joined!");

        await server.IsSent("KILL");

        await client.FailsWith(5, "the connection was lost");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Lines_that_a_lost_server_did_not_acknowledge_are_counted(bool inputHasEnded)
    {
        using var server = new ScriptedServer();
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script", "--no-reconnect");
        await script.Reads("one", "two", "three");
        var session = await server.WelcomeAsync("script");
        await session.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");
        if (inputHasEnded)
        {
            script.EndsItsInput();
        }

        await session.Says("ack 1 1");
        session.Dispose();

        await script.FailsWith(5, "the connection was lost, and 2 lines were not acknowledged");
    }

    [Test]
    public async Task A_server_that_does_not_ask_for_a_name_is_not_a_chat_room()
    {
        using var server = new ScriptedServer();
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "alice");

        using var session = await server.AcceptAsync();
        await session.Sends("SSH-2.0-x\r\n");

        await client.FailsWith(7, $"the server at {server.EndPoint} is not a chat room: it did not ask for a name; check the host and port");
    }

    [Test]
    public async Task A_reader_that_closes_the_output_ends_the_client()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "bob");
        await client.Prints("bob joined!");
        await alice.Hears("bob joined!");
        client.LosesItsReader();

        Assert.That(await client.ExitsDuring(() => alice.SaysAndHears("anybody?")), Is.EqualTo(141));
        Assert.That(await client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_reader_that_closes_the_output_ends_the_client_even_before_all_lines_are_acknowledged()
    {
        using var server = new ScriptedServer();
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");
        await script.Reads("one");
        script.EndsItsInput();
        using var session = await server.WelcomeAsync("script");
        await session.Hears("say 1 lobby one");
        script.LosesItsReader();

        var id = 0;
        Assert.That(await script.ExitsDuring(() => session.SaysIfThere($"message {++id} 1700000000000 lobby script one")), Is.EqualTo(141));
        Assert.That(await script.Errors, Is.Empty);
    }

    [Test]
    public async Task Head_ends_a_pipeline_quietly()
    {
        Requires.Program("bash");
        Requires.Program("seq");
        await using var server = RunningServer.Start();

        await using var pipeline = ToolProcess.StartOther(
            "bash",
            "-c",
            """seq 1 100000 2>/dev/null | "$0" client --port "$1" --name ci | head -n 1; echo "client: ${PIPESTATUS[1]}" """,
            ToolProcess.ToolPath,
            $"{server.EndPoint.Port}");

        await pipeline.Prints("ci joined!", "client: 141");
        Assert.That(await pipeline.Errors, Is.Empty);
    }
}
