using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary><c>chatroom run</c> as a process: the command has our streams and signals, we have its exit code, and the room is told.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RunTests
{
    [SetUp]
    public void Commands_are_those_of_a_shell() => Requires.Program("sh");

    [TestCase("true", 0, "^say 1 lobby sh -c true ok in [0-9.]+ m?s$")]
    [TestCase("exit 3", 3, "^say 1 lobby sh -c 'exit 3' failed with exit code 3 after [0-9.]+ m?s$")]
    [TestCase("kill -TERM $$", 143, "^say 1 lobby sh -c 'kill -TERM [$][$]' was ended by SIGTERM after [0-9.]+ m?s$")]
    [TestCase("kill -KILL $$", 137, "^say 1 lobby sh -c 'kill -KILL [$][$]' was ended by SIGKILL after [0-9.]+ m?s$")]
    public async Task The_room_is_told_how_it_ended_and_the_exit_code_is_handed_on(string script, int exitCode, string told)
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--", "sh", "-c", script);

        using var room = await Enter(server);
        await room.HearsLike(told);
        await room.Says("ack 1 1");

        await room.Hears("quit");
        Assert.That(await run.Errors, Is.Empty);
        Assert.That(await run.Exits(), Is.EqualTo(exitCode));
    }

    [Test]
    public async Task The_command_has_our_streams()
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--", "sh", "-c", "read x; echo \"out $x\"; echo err >&2");

        await run.Reads("in");

        await run.Prints("out in");
        await ServesAsync(server);
        Assert.That(await run.Errors, Is.EqualTo("err\n"));
        Assert.That(await run.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_pipeline_in_it_ends_as_quietly_as_without_us()
    {
        Requires.Program("yes");
        using var server = new ScriptedServer();
        await using var run = Start(server, "--", "sh", "-c", "yes | head -n 1");

        await run.Prints("y");

        await ServesAsync(server);
        Assert.That(await run.Errors, Is.Empty);
        Assert.That(await run.Exits(), Is.Zero);
    }

    [TestCase("--", "yes")]
    [TestCase("--tail", "1", "--", "yes")]
    public async Task A_reader_that_closes_the_output_ends_the_command(params string[] arguments)
    {
        Requires.Program("yes");
        using var server = new ScriptedServer();
        await using var run = Start(server, arguments);
        await run.Prints("y");

        run.LosesItsReader();

        using var room = await Enter(server);
        if (arguments.Contains("--tail"))
        {
            await room.Hears("together 2");
        }

        await room.HearsLike("^say 1 lobby yes was ended by SIGPIPE after ");
        await room.Says("ack 2 2");
        Assert.That(await run.Errors, Is.Empty);
        Assert.That(await run.Exits(), Is.EqualTo(141));
    }

    [Test]
    public async Task Its_last_lines_are_said_together_with_it_and_passed_on_as_they_are()
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--tail", "2", "--", "sh", "-c", @"printf 'one\ntwo\n\033[31mthree\033[0m\nfour'; exit 1");

        using var room = await Enter(server);
        await room.Hears("together 3");
        await room.HearsLike("^say 1 lobby .* failed with exit code 1 after ");
        await room.Hears("say 2 lobby three", "say 3 lobby four");
        await room.Says("ack 3 3");
        await room.Hears("quit");

        Assert.That(await run.PrintsToTheEnd(), Is.EqualTo("one\ntwo\n\e[31mthree\e[0m\nfour"));
        Assert.That(await run.Errors, Is.Empty);
        Assert.That(await run.Exits(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_beginning_is_told_while_it_runs_where_that_is_wanted()
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--start", "--", "cat");

        using (var room = await Enter(server))
        {
            await room.Hears("say 1 lobby cat started");
            await room.Says("ack 1 1");
            await room.Hears("quit");
        }

        run.EndsItsInput();
        using var again = await Enter(server);
        await again.HearsLike("^say 1 lobby cat ok in ");
        await again.Says("ack 1 2");
        Assert.That(await run.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_room_that_cannot_be_reached_stops_nothing()
    {
        using var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        server.Dispose();
        await using var run = ToolProcess.Start("run", "--start", "--port", $"{port}", "--", "sh", "-c", "echo done; exit 3");

        await run.Prints("done");

        await run.FailsWith(
            3, $"the room was not told: cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task A_refusal_changes_nothing_either()
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--", "true");
        using var room = await Enter(server);
        await room.HearsLike("^say 1 ");

        await room.Says("error muted 1 You may not speak here.");
        await room.Says("ack 1 0");

        await run.FailsWith(0, "the room was not told: You may not speak here.");
    }

    [Test]
    public async Task Nor_does_a_refusal_of_all_that_it_said_together()
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--tail", "1", "--", "echo", "done");
        using var room = await Enter(server);
        await room.Hears("together 2");
        await room.HearsLike("^say 1 lobby echo done ok in ");
        await room.Hears("say 2 lobby done");

        await room.Says("refused muted 1 2 You may not speak here.");
        await room.Says("ack 2 0");

        await run.Prints("done");
        await run.FailsWith(0, "the room was not told: You may not speak here.");
    }

    [TestCase("TERM")]
    [TestCase("HUP")]
    [TestCase("QUIT")]
    [TestCase("INT")]
    public async Task A_signal_is_passed_on_and_the_command_decides(string signal)
    {
        using var folder = new ScratchDirectory();
        Requires.Program("setsid");
        var never = await folder.MakePipeAsync("never");
        using var server = new ScriptedServer();

        // In a session of its own it has no terminal, whatever the tests run on.
        await using var run = ToolProcess.StartOther(
            "setsid", ToolProcess.ToolPath, "run", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--",
            "sh", "-c", $"trap 'kill $!; echo got {signal}; exit 7' {signal}; cat '{never}' & echo ready; wait");
        await run.Prints("ready");

        await run.IsSent(signal);

        await run.Prints($"got {signal}");
        await ServesAsync(server);
        Assert.That(await run.Exits(), Is.EqualTo(7));
    }

    [Test]
    public async Task The_keys_of_a_terminal_reach_the_command_once()
    {
        using var folder = new ScratchDirectory();
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        var script = folder.Write("script", "trap 'n=$((n + 1)); echo \"interrupted $n\"' INT\necho ready\nwhile [ \"$x\" != stop ]; do read x; done\necho \"end $n\"\nexit 7\n");

        await screen.Enters($"chatroom run --name ci -- sh '{script}'");
        await screen.Shows("ready");
        await screen.Presses("C-c");
        await screen.ShowsLike("interrupted 1");
        await screen.Enters("stop");

        await ServesAsync(server);
        await screen.ShowsExit(7);
        await screen.ShowsLike("^end 1$");
    }

    [Test]
    public async Task The_mode_that_a_command_gave_its_terminal_stays_over_a_stop()
    {
        using var folder = new ScratchDirectory();
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        // The second signal comes back to the command, once we have dealt with the first.
        var script = folder.Write("script", "trap 'stty -a | grep -o -e \"-*echo \"; exit' HUP\nstty -echo\nkill -CONT $PPID\nkill -HUP $PPID\nread x\n");

        await screen.Enters($"chatroom run --name ci -- sh '{script}'");

        await screen.ShowsLike("^-echo$");
        await ServesAsync(server);
    }

    [TestCase(127, "the command 'no-such-command' was not found; check its name and PATH", "run", "--", "no-such-command")]
    [TestCase(126, "'/etc/passwd' is not a program that may be run; check its permissions", "run", "--", "/etc/passwd")]
    [TestCase(2, "there is no command to run; put it behind --, as in 'chatroom run -- make test'", "run")]
    [TestCase(2, "'501' is not a number for --tail; give one from 0 to 500", "run", "--tail", "501", "--", "true")]
    public async Task Nothing_is_run_unless_it_can_be(int exitCode, string sentence, params string[] arguments)
    {
        await using var run = ToolProcess.Start(arguments);

        await run.FailsWith(exitCode, sentence);
    }

    [Test]
    public async Task A_program_whose_interpreter_is_absent_is_not_found()
    {
        using var folder = new ScratchDirectory();
        var script = folder.Write("no-program", "#!/no/such/interpreter\n", executable: true);
        await using var run = ToolProcess.Start("run", "--", script);

        await run.FailsWith(127, "no-program could not be started: the interpreter that it asks for was not found");
    }

    private static ToolProcess Start(ScriptedServer server, params string[] arguments) =>
        ToolProcess.Start(["run", "--port", $"{server.EndPoint.Port}", "--name", "ci", .. arguments]);

    private static Task<TestPeer> Enter(ScriptedServer server) => server.WelcomeAsync("ci", "send lobby ci numbered");

    /// <summary>Lets it say what it has to say.</summary>
    private static async Task ServesAsync(ScriptedServer server)
    {
        using var room = await Enter(server);
        await room.HearsLike("^say 1 lobby ");
        await room.Says("ack 1 1");
        await room.Hears("quit");
    }
}
