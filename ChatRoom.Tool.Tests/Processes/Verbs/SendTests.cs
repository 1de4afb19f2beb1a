using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom send</c> as a process: its messages and exit codes, and that it neither joins nor leaves.</summary>
internal sealed class SendTests : SendProcess
{
    [Test]
    public async Task Arguments_are_one_message()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, "build 417", "is  done", "é 🙂");

        await SucceedsAsync(send);
        await alice.Hears("ci: build 417 is  done é 🙂");
    }

    [TestCase]
    [TestCase("-")]
    public async Task Each_line_of_input_is_sent_as_soon_as_it_comes(params string[] words)
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
    public async Task Empty_input_sends_nothing()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server);

        send.EndsItsInput();

        await SucceedsAsync(send);
        await NothingElseIsSent(alice);
    }

    [Test]
    public async Task Send_neither_joins_nor_leaves_the_room()
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
    public async Task Several_processes_may_send_under_one_name_at_once()
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

    [TestCase("ci: -v @none chatroom://bob@nowhere", "--", "-v", "@none", "chatroom://bob@nowhere")]
    [TestCase("ci: @none", "--", "@none")]
    [TestCase("ci: chatroom://bob@nowhere", "--", "chatroom://bob@nowhere")]
    [TestCase("ci: ask @alice about chatroom://bob@nowhere", "ask", "@alice", "about", "chatroom://bob@nowhere")]
    [TestCase("ci: the option --name", "the", "option", "--", "--name")]
    [TestCase("ci: /quit", "/quit")]
    [TestCase("ci: $(id) `id` \"x\" \\n", "$(id) `id` \"x\" \\n")]
    public async Task A_text_may_look_like_options_files_or_commands(string line, params string[] words)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, words);

        await SucceedsAsync(send);
        await alice.Hears(line);
    }

    [TestCase("")]
    [TestCase("\n")]
    public async Task An_empty_argument_is_an_empty_line(string word)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Send(server, word);

        await SucceedsAsync(send);
        await alice.Hears("ci: ");
    }

    [Test]
    public async Task The_first_argument_may_be_the_url()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = ToolProcess.Start("send", $"chatroom://bob@127.0.0.1:{server.EndPoint.Port}/lobby", "hello");

        await SucceedsAsync(send);
        await alice.Hears("bob: hello");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Send_needs_neither_standard_input_nor_a_home()
    {
        Requires.Program("sh");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Shell("""unset HOME; exec "$0" send --port "$1" --name ci hello <&-""", server);

        await SucceedsAsync(send);
        await alice.Hears("ci: hello");
    }

    [TestCase("")]
    [TestCase("--whole")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_closed_standard_input_is_empty(string option)
    {
        Requires.Program("sh");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var send = Shell($"""exec "$0" send --port "$1" --name ci {option} <&-""", server);

        await SucceedsAsync(send);
        await NothingElseIsSent(alice);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_strict_script_goes_on_after_a_success_and_ends_at_a_failure()
    {
        Requires.Program("bash");
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
        await NothingElseIsSent(alice);
    }

    private static ToolProcess Shell(string script, RunningServer server) =>
        ToolProcess.StartOther("sh", "-c", script, ToolProcess.ToolPath, $"{server.EndPoint.Port}");
}
