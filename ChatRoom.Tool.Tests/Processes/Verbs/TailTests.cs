using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom tail</c> as a process: its beginning, its end and its exit codes.</summary>
internal sealed class TailTests : TailProcess
{
    [Test]
    public async Task Tail_follows_a_room_without_joining()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var tail = Tail(server, "--since", "all");
        await tail.Prints("alice joined!");

        await alice.Says("é 🙂");
        await tail.Prints("alice: é 🙂");
        await alice.Hears("alice: é 🙂");
        await alice.Says("/me waves");
        await tail.Prints("* alice waves");
        await alice.Hears("* alice waves");
        await alice.Says("/nick al");
        await tail.Prints("alice is now al!");
        await alice.Hears("alice is now al!");
        await using var who = ToolProcess.Start("who", "--port", $"{server.EndPoint.Port}");
        Assert.That(await who.PrintsToTheEnd(), Is.EqualTo("al\n"));
        await alice.Says("/quit");
        await tail.Prints("al left!");
    }

    [Test]
    public async Task Without_a_beginning_tail_begins_with_the_next_event()
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--no-reconnect");
        using var session = await server.WatchedAsync("now");

        await session.Says("message 1 1700000000000 lobby alice hello");

        await tail.Prints("alice: hello");
        session.ClosesItsSide();
        await tail.FailsWith(5, "the connection was lost");
    }

    [Test]
    public async Task Tail_ends_after_the_given_number_of_lines()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--since", "all", "-n", "2");

        await Succeeds(tail, "ci: one\nci: two\n");
    }

    [Test]
    public async Task A_count_of_zero_prints_nothing()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one");

        await using var tail = Tail(server, "--since", "all", "-n", "0");

        await Succeeds(tail, "");
    }

    [Test]
    public async Task A_timeout_without_a_count_is_success()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one");

        await using var tail = Tail(server, "--since", "all", "-W", "500ms");

        await Succeeds(tail, "ci: one\n");
    }

    [Test]
    public async Task A_timeout_before_the_count_is_a_failure()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one");

        await using var tail = Tail(server, "--since", "all", "-n", "2", "-W", "500ms");

        await tail.Prints("ci: one");
        await tail.FailsWith(124, "time is up");
    }

    [TestCase("0", "ci: one\nci: two\nci: three\n")]
    [TestCase("1", "ci: two\nci: three\n")]
    [TestCase("3", "")]
    [TestCase("99", "")]
    [TestCase("all", "ci: one\nci: two\nci: three\n")]
    [TestCase("1h", "ci: one\nci: two\nci: three\n")]
    public async Task Tail_begins_at_the_given_place_and_a_poll_ends_with_the_last_event(string since, string printed)
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--since", since, "--poll");

        await Succeeds(tail, printed);
    }

    [TestCase("10m", "age=600000")]
    [TestCase("17", "after=17")]
    [TestCase("all", "all")]
    public async Task A_beginning_is_sent_to_the_server(string since, string sent)
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--since", since);

        using var session = await server.WatchedAsync(sent);
    }

    [Test]
    public async Task A_poll_of_an_empty_room_prints_nothing()
    {
        await using var server = RunningServer.Start();

        await using var tail = Tail(server, "--poll");

        await Succeeds(tail, "");
    }

    [TestCase("2", "ci: one\nci: two\n")]
    [TestCase("9", "ci: one\nci: two\nci: three\n")]
    public async Task A_poll_prints_at_most_the_given_count(string count, string printed)
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--poll", "--count", count);

        await Succeeds(tail, printed);
    }

    [Test]
    public async Task A_poll_ends_even_if_the_last_event_does_not_match()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--poll", "--match", "one");

        await Succeeds(tail, "ci: one\n");
    }

    [TestCase("--format cannot be used: '%x' is not a field; there are %i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent, and \\t \\n \\\\", "--format", "%x")]
    [TestCase("--format cannot be used: '%' is not a field; there are %i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent, and \\t \\n \\\\", "--format", "100%")]
    [TestCase("--format cannot be used: '\\r' is not a field; there are %i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent, and \\t \\n \\\\", "--format", "\\r")]
    [TestCase("--json and --format cannot be combined; %j in a format is the JSON object", "--json", "--format", "%m")]
    [TestCase("'said' is not a type for --types; give one of message action join leave rename announcement start topic private notice gap disconnected connected", "--types", "message,said")]
    [TestCase("'' is not a type for --types; give one of message action join leave rename announcement start topic private notice gap disconnected connected", "--types", "message,")]
    [TestCase("'[' is not a regular expression for --match: Invalid pattern '[' at offset 1. Unterminated [] set", "--match", "[")]
    [TestCase("'a b' is not a name for --from; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "--from", "a b")]
    [TestCase("'yesterday' is not a place in the history for --since; give an event's id such as 17, an age such as 10m, or all", "--since", "yesterday")]
    [TestCase("'-1' is not a place in the history for --since; give an event's id such as 17, an age such as 10m, or all", "--since=-1")]
    [TestCase("'some' is not a number of lines for --count; give one from 0 up", "--count", "some")]
    [TestCase("'0' is not a time for --timeout; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds", "--timeout", "0")]
    public async Task Wrong_usage_is_one_sentence(string sentence, params string[] arguments)
    {
        await using var tail = ToolProcess.Start(["tail", .. arguments]);

        await tail.FailsWith(2, sentence);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Tail_ends_at_the_next_line_after_head_has_ended()
    {
        Requires.Program("bash");
        Requires.Program("head");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var pipeline = ToolProcess.StartOther(
            "bash",
            "-c",
            """ "$0" tail --port "$1" --since all | head -n 1; echo "tail: ${PIPESTATUS[0]}" """,
            ToolProcess.ToolPath,
            $"{server.EndPoint.Port}");
        await pipeline.Prints("alice joined!");

        // head may not have ended yet, so several lines are sent.
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        while (!pipeline.HasExited)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await alice.Says("next");
            await alice.Hears("alice: next");
        }

        await pipeline.Prints("tail: 141");
        Assert.That(await pipeline.Errors, Is.Empty);
    }
}
