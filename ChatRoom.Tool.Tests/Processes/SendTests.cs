using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes;

/// <summary><c>chatroom send</c> as a process: what is said, that nobody sees it come or go, and each exit code.</summary>
internal sealed class SendTests
{
    [Test]
    public async Task Words_are_one_message()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, "build 417", "is  done", "é 🙂");

        await SucceedsAsync(send);
        await alice.Hears("ci: build 417 is  done é 🙂");
    }

    [TestCase]
    [TestCase("-")]
    public async Task Each_line_of_input_is_a_message_as_it_comes(params string[] words)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, words);

        await send.Reads("one");
        await alice.Hears("ci: one");
        await send.Input.WriteAsync("/quit\n\nlast");
        send.EndsItsInput();

        await SucceedsAsync(send);
        await alice.Hears("ci: /quit", "ci: ", "ci: last");
    }

    [Test]
    public async Task Input_without_a_line_says_nothing()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server);

        send.EndsItsInput();

        await SucceedsAsync(send);
        await NothingElseIsSaid(alice);
    }

    [Test]
    public async Task Nobody_sees_it_come_or_go()
    {
        await using var server = RunningServer.Start();
        using var watcher = await server.WatchAsync();
        await using var send = Send(server, "hello");
        await SucceedsAsync(send);

        using var alice = await server.JoinAsync("alice");

        await watcher.HearsLike(@"^message 1 \d+ lobby ci hello$");
        await watcher.HearsLike(@"^join 2 \d+ lobby alice$");
    }

    [Test]
    public async Task Several_may_send_under_one_name_at_once()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var first = Send(server);
        await using var second = Send(server);

        await first.Reads("first");
        await alice.Hears("ci: first");
        await second.Reads("second");
        await alice.Hears("ci: second");
        await first.Reads("third");
        await alice.Hears("ci: third");

        first.EndsItsInput();
        second.EndsItsInput();
        await SucceedsAsync(first);
        await SucceedsAsync(second);
    }

    [Test]
    public async Task A_name_that_somebody_has_is_refused()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "Alice", "hello");

        await send.FailsWith(4, "The name Alice is taken; choose another.");
        await NothingElseIsSaid(alice);
    }

    [Test]
    public async Task A_name_that_somebody_takes_meanwhile_is_not_spoken_for()
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
        await NothingElseIsSaid(alice);
    }

    [Test]
    public async Task Many_lines_that_the_server_refuses_at_once_are_one_sentence()
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
    public async Task Whole_input_is_said_in_one_piece_when_it_ends()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, "--whole");

        await send.Reads("one", "");
        await alice.Says("between?");
        await alice.Hears("alice: between?");
        await send.Input.WriteAsync("three");
        send.EndsItsInput();

        await SucceedsAsync(send);
        await alice.Hears("ci: one", "ci: ", "ci: three");
    }

    [Test]
    public async Task Nothing_comes_between_the_lines_of_several_whole_inputs()
    {
        const int senders = 4;
        const int lines = 500;
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        var sends = Enumerable.Range(0, senders).Select(_ => Send(server, "--whole")).ToArray();

        await Task.WhenAll(sends.Select(async send =>
        {
            await send.Reads([.. Enumerable.Range(1, lines).Select(line => $"{line}")]);
            send.EndsItsInput();
        }));

        for (var line = 0; line < senders * lines; line++)
        {
            await alice.Hears($"ci: {(line % lines) + 1}");
        }

        foreach (var send in sends)
        {
            await SucceedsAsync(send);
            await send.DisposeAsync();
        }
    }

    [Test]
    public async Task A_thousand_lines_are_not_too_many_to_be_said_in_one_piece()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, "--whole");

        await send.Input.WriteAsync(string.Concat(Enumerable.Repeat("x\n", 1000)));
        send.EndsItsInput();

        await SucceedsAsync(send);
        await alice.Hears([.. Enumerable.Repeat("ci: x", 1000)]);
    }

    [TestCase(1001, 1, "nothing was said: it has more than 1000 lines, which are the most that can be said together")]
    [TestCase(17, 4000, "nothing was said: it is longer than 64 KiB, which is the most that can be said together")]
    [TestCase(2, 4097, "nothing was said: line 1 is longer than 4096 bytes")]
    public async Task Whole_input_that_is_too_much_is_not_said_at_all(int lines, int length, string sentence)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, "--whole");

        await send.Input.WriteAsync(string.Concat(Enumerable.Repeat(new string('x', length) + "\n", lines)));
        send.EndsItsInput();

        await FailsInLines(send, 6, sentence, "some lines were not said");
        await NothingElseIsSaid(alice);
    }

    [Test]
    public async Task A_line_that_is_too_long_is_not_said_and_the_others_are()
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
    public async Task A_word_that_is_too_long_is_not_said()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, new string('x', 4097));

        await FailsInLines(send, 6, "nothing was said: line 1 is longer than 4096 bytes", "some lines were not said");
        await NothingElseIsSaid(alice);
    }

    [TestCase("ci: -v @none chatroom://bob@nowhere", "--", "-v", "@none", "chatroom://bob@nowhere")]
    [TestCase("ci: @none", "--", "@none")]
    [TestCase("ci: chatroom://bob@nowhere", "--", "chatroom://bob@nowhere")]
    [TestCase("ci: ask @alice about chatroom://bob@nowhere", "ask", "@alice", "about", "chatroom://bob@nowhere")]
    [TestCase("ci: the option --name", "the", "option", "--", "--name")]
    [TestCase("ci: /quit", "/quit")]
    [TestCase("ci: $(id) `id` \"x\" \\n", "$(id) `id` \"x\" \\n")]
    public async Task Words_may_look_like_anything(string heard, params string[] words)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, words);

        await SucceedsAsync(send);
        await alice.Hears(heard);
    }

    [Test]
    public async Task A_word_of_several_lines_is_said_in_one_piece()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci", "one\ntwo\n", "three");
        using var session = await server.WelcomeAsync("ci", "send lobby ci");

        await session.Hears("together 3", "say 1 lobby one", "say 2 lobby two", "say 3 lobby  three");

        await session.Says("ack 3 3");
        await session.Hears("quit");
        await SucceedsAsync(send);
    }

    [TestCase("")]
    [TestCase("\n")]
    public async Task A_word_without_anything_in_it_is_an_empty_line(string word)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, word);

        await SucceedsAsync(send);
        await alice.Hears("ci: ");
    }

    [Test]
    public async Task A_first_word_may_be_the_url()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = ToolProcess.Start("send", $"chatroom://bob@127.0.0.1:{server.EndPoint.Port}/lobby", "hello");

        await SucceedsAsync(send);
        await alice.Hears("bob: hello");
    }

    [TestCase("--whole is for standard input; leave the text out", "--whole", "hello")]
    [TestCase("the room's URL is given twice; give it with --url or without, not both", "--url", "chatroom://a", "chatroom://b", "hello")]
    [TestCase("the name 'two words' is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "--name", "two words", "hello")]
    public async Task Wrong_usage_is_one_sentence(string sentence, params string[] arguments)
    {
        await using var send = ToolProcess.Start(["send", .. arguments]);

        await send.FailsWith(2, sentence);
    }

    [Test]
    public async Task Where_nothing_listens_it_cannot_connect()
    {
        // Bound and not listening: nobody else can take the port meanwhile.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        await using var send = ToolProcess.Start("send", "--port", $"{port}", "hello");

        await send.FailsWith(3, $"cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task A_server_that_is_lost_before_it_accepts_is_a_failure()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--no-reconnect", "hello");
        using (var session = await server.WelcomeAsync("ci", "send lobby ci"))
        {
            await session.Hears("say 1 lobby hello");
        }

        await send.FailsWith(5, "the connection was lost, and 1 line was not acknowledged");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task It_needs_neither_an_input_nor_a_home()
    {
        Needs.Program("sh");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Shell("""unset HOME; exec "$0" send --port "$1" --name ci hello <&-""", server);

        await SucceedsAsync(send);
        await alice.Hears("ci: hello");
    }

    [TestCase("")]
    [TestCase("--whole")]
    [UnsupportedOSPlatform("windows")]
    public async Task An_input_that_is_closed_is_an_empty_one(string option)
    {
        Needs.Program("sh");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Shell($"""exec "$0" send --port "$1" --name ci {option} <&-""", server);

        await SucceedsAsync(send);
        await NothingElseIsSaid(alice);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_strict_script_goes_on_behind_it_and_ends_where_it_fails()
    {
        Needs.Program("bash");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var script = ToolProcess.StartOther(
            "bash",
            "-c",
            """
            set -euo pipefail
            export CHATROOM_PORT=$1 CHATROOM_NAME=ci
            "$0" send begin
            printf '%s\n' a b | "$0" send --whole
            echo between
            "$0" send --name alice never
            echo 'not reached'
            """,
            ToolProcess.ToolPath,
            $"{server.EndPoint.Port}");

        await script.Prints("between");
        await script.FailsWith(4, "The name alice is taken; choose another.");
        await alice.Hears("ci: begin", "ci: a", "ci: b");
        await NothingElseIsSaid(alice);
    }

    private static ToolProcess Send(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["send", "--port", $"{server.EndPoint.Port}", "--name", "ci", .. arguments]);

    private static ToolProcess Shell(string script, RunningServer server) =>
        ToolProcess.StartOther("sh", "-c", script, ToolProcess.ToolPath, $"{server.EndPoint.Port}");

    private static async Task SucceedsAsync(ToolProcess send)
    {
        Assert.That(await send.Errors, Is.Empty);
        Assert.That(await send.PrintsToTheEnd(), Is.Empty);
        Assert.That(await send.Exits(), Is.Zero);
    }

    private static async Task FailsInLines(ToolProcess send, int exitCode, params string[] sentences)
    {
        Assert.That(await send.Errors, Is.EqualTo(string.Concat(sentences.Select(sentence => $"chatroom: {sentence}\n"))));
        Assert.That(await send.PrintsToTheEnd(), Is.Empty);
        Assert.That(await send.Exits(), Is.EqualTo(exitCode));
    }

    private static async Task NothingElseIsSaid(TestPeer alice)
    {
        await alice.Says("that is all");
        await alice.Hears("alice: that is all");
    }
}
