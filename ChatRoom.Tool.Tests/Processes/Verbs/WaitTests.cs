using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom wait</c> as a process: its filters, its output and its exit codes.</summary>
internal sealed class WaitTests
{
    [Test]
    public async Task Wait_ends_at_the_first_matching_message()
    {
        using var server = new ScriptedServer();
        await using var wait = ToolProcess.Start("wait", "--port", $"{server.EndPoint.Port}", "--match", "^go 417$");
        using var session = await server.WatchedAsync("now");

        await session.Says("message 1 1700000000000 lobby alice go 4170");
        await session.Says("message 2 1700000000000 lobby alice go 417");
        await session.Says("message 3 1700000000000 lobby alice go 417");

        await Succeeds(wait, "alice: go 417\n");
    }

    [Test]
    public async Task Wait_does_not_join_the_room()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var wait = Wait(server, "--since", "all", "--match", "^go$");

        await alice.Says("hello");
        await alice.Says("go");

        await Succeeds(wait, "alice: go\n");
        await alice.Hears("alice: hello", "alice: go");
        await alice.Says("that is all");
        await alice.Hears("alice: that is all");
    }

    [TestCase("all")]
    [TestCase("5m")]
    [TestCase("1")]
    public async Task An_earlier_message_after_the_given_beginning_matches(string since)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("go");
        await alice.Hears("alice: go");

        await using var wait = Wait(server, "--since", since, "--match", "^go$");

        await Succeeds(wait, "alice: go\n");
    }

    [TestCase]
    [TestCase("--since", "2")]
    public async Task A_message_before_the_beginning_does_not_match(params string[] beginning)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("go");
        await alice.Hears("alice: go");

        await using var wait = Wait(server, ["--match", "^go$", "--timeout", "200ms", .. beginning]);

        await wait.FailsWith(124, "time is up");
    }

    [Test]
    public async Task Only_messages_of_the_given_name_match()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        await alice.Says("go, says alice");
        await bob.Hears("alice: go, says alice");
        await bob.Says("go, says bob");

        await using var wait = Wait(server, "--since", "all", "--match", "^go", "--from", "BOB");

        await Succeeds(wait, "bob: go, says bob\n");
    }

    [Test]
    public async Task An_action_matches_and_joins_leaves_and_renames_do_not()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("/nick al");
        await alice.Says("/me waves to alice");

        await using var wait = Wait(server, "--since", "all", "--match", "al");

        await Succeeds(wait, "* al waves to alice\n");
    }

    [TestCase("message", "ci: go\n")]
    [TestCase("action", "* alice go\n")]
    public async Task The_types_of_events_can_be_chosen(string type, string printed)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("/me go");
        await alice.Hears("* alice go");
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci", "go");

        await using var wait = Wait(server, "--since", "all", "--match", "^go$", "--types", type);

        await Succeeds(wait, printed);
    }

    [TestCase("", "--quiet")]
    [TestCase("2 go", "--format", "%i %m", "-0")]
    public async Task The_output_can_be_chosen(string printed, params string[] arguments)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("go");

        await using var wait = Wait(server, ["--since", "all", "--match", "go", .. arguments]);

        await Succeeds(wait, printed + (printed.Length == 0 ? "" : "\0"));
    }

    [Test]
    public async Task JSON_is_one_object()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("go");
        await alice.Hears("alice: go");

        await using var wait = Wait(server, "--since", "all", "--match", "go", "--json");

        await wait.PrintsLike("""^\{"id":2,"time":"[^"]+","type":"message","room":"lobby","name":"alice","text":"go","replay":true\}$""");
        await Succeeds(wait, "");
    }

    [Test]
    public async Task Quiet_does_not_hide_a_timeout()
    {
        await using var server = RunningServer.Start();

        await using var wait = Wait(server, "--match", ".", "--quiet", "--timeout", "1ms");

        await wait.FailsWith(124, "time is up");
    }

    [TestCase("no message is given to wait for; use --match REGEX, or --match . for any text")]
    [TestCase("no message is given to wait for; use --match REGEX, or --match . for any text", "--from", "alice")]
    [TestCase("'(' is not a regular expression for --match: Invalid pattern '(' at offset 1. Not enough )'s", "--match", "(")]
    [TestCase("'go' is not a type for --types; give one of message action join leave rename announcement start topic private notice gap disconnected connected", "--match", ".", "--types", "go")]
    public async Task Wrong_usage_is_one_sentence(string sentence, params string[] arguments)
    {
        await using var wait = ToolProcess.Start(["wait", .. arguments]);

        await wait.FailsWith(2, sentence);
    }

    [Test]
    public async Task Wait_cannot_connect_if_nothing_listens()
    {
        // Bound, but not listening, so that no other process can take the port.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        await using var wait = ToolProcess.Start("wait", "--port", $"{port}", "--match", ".");

        await wait.FailsWith(3, $"cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task A_server_that_ends_is_a_lost_connection_and_its_notice_is_printed()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--since", "all", "--no-reconnect");
        await tail.Prints("alice joined!");

        server.Stop();

        Assert.That(await tail.Errors, Is.EqualTo("# The server is shutting down.\nchatroom: the connection was lost\n"));
        Assert.That(await tail.Exits(), Is.EqualTo(5));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task An_answer_between_send_and_wait_is_not_missed()
    {
        Requires.Program("bash");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        using var folder = new ScratchDirectory();
        var answered = await folder.MakePipeAsync("answered");

        await using var script = ToolProcess.StartOther(
            "bash",
            "-c",
            """
            set -euo pipefail
            "$0" send --port "$1" --name ci "say 'go 417' to deploy it"
            cat "$2"
            "$0" wait --port "$1" --match '^go 417$' --since 5m && echo deploying
            """,
            ToolProcess.ToolPath,
            $"{server.EndPoint.Port}",
            answered);
        await alice.Hears("ci: say 'go 417' to deploy it");
        await alice.Says("go 417");
        await alice.Hears("alice: go 417");
        await File.WriteAllTextAsync(answered, "");

        await Succeeds(script, "alice: go 417\ndeploying\n");
    }

    private static ToolProcess Wait(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["wait", "--port", $"{server.EndPoint.Port}", .. arguments]);

    private static async Task Succeeds(ToolProcess wait, string printed)
    {
        Assert.That(await wait.PrintsToTheEnd(), Is.EqualTo(printed));
        Assert.That(await wait.Errors, Is.Empty);
        Assert.That(await wait.Exits(), Is.Zero);
    }
}
