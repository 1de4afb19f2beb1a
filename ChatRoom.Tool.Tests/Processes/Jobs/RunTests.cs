using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary><c>chatroom run</c> as a process: it gives the command its streams and signals, returns its exit code, and announces its end.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RunTests
{
    [SetUp]
    public void RequireShell() => Requires.Program("sh");

    [TestCase("true", 0, "^say 1 lobby sh -c true ok in [0-9.]+ m?s$")]
    [TestCase("exit 3", 3, "^say 1 lobby sh -c 'exit 3' failed with exit code 3 after [0-9.]+ m?s$")]
    [TestCase("kill -TERM $$", 143, "^say 1 lobby sh -c 'kill -TERM [$][$]' was ended by SIGTERM after [0-9.]+ m?s$")]
    [TestCase("kill -KILL $$", 137, "^say 1 lobby sh -c 'kill -KILL [$][$]' was ended by SIGKILL after [0-9.]+ m?s$")]
    public async Task Run_announces_how_the_command_ended_and_returns_its_exit_code(string script, int exitCode, string announcement)
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--", "sh", "-c", script);

        using var room = await Enter(server);
        await room.HearsLike(announcement);
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
    public async Task A_pipeline_in_a_command_ends_quietly()
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
    public async Task The_last_lines_are_said_with_the_announcement_and_copied_unchanged()
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
    public async Task The_start_option_announces_the_command_while_it_runs()
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
    public async Task A_command_runs_even_if_the_room_cannot_be_reached()
    {
        using var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        server.Dispose();
        await using var run = ToolProcess.Start("run", "--start", "--port", $"{port}", "--", "sh", "-c", "echo done; exit 3");

        await run.Prints("done");

        await run.FailsWith(
            3, $"the report to the room failed: cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task A_refusal_does_not_change_the_exit_code()
    {
        using var server = new ScriptedServer();
        await using var run = Start(server, "--", "true");
        using var room = await Enter(server);
        await room.HearsLike("^say 1 ");

        await room.Says("error muted 1 You may not speak here.");
        await room.Says("ack 1 0");

        await run.FailsWith(0, "the report to the room failed: You may not speak here.");
    }

    [Test]
    public async Task A_refusal_of_a_group_does_not_change_the_exit_code()
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
        await run.FailsWith(0, "the report to the room failed: You may not speak here.");
    }

    [TestCase("TERM")]
    [TestCase("HUP")]
    [TestCase("QUIT")]
    [TestCase("INT")]
    public async Task A_signal_is_forwarded_to_the_command(string signal)
    {
        using var folder = new ScratchDirectory();
        Requires.Program("setsid");
        var never = await folder.MakePipeAsync("never");
        using var server = new ScriptedServer();

        // In a session of its own the process has no terminal, even if the tests have one.
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
    public async Task A_command_keeps_its_terminal_mode_after_a_stop()
    {
        using var folder = new ScratchDirectory();
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        // Run forwards the second signal to the command after it has handled the first.
        var script = folder.Write("script", "trap 'stty -a | grep -o -e \"-*echo \"; exit' HUP\nstty -echo\nkill -CONT $PPID\nkill -HUP $PPID\nread x\n");

        await screen.Enters($"chatroom run --name ci -- sh '{script}'");

        await screen.ShowsLike("^-echo$");
        await ServesAsync(server);
    }

    [TestCase(127, "the command 'no-such-command' was not found; check its name and PATH", "run", "--", "no-such-command")]
    [TestCase(126, "'/etc/passwd' is not a program that may be run; check its permissions", "run", "--", "/etc/passwd")]
    [TestCase(2, "no command is given; put it after --, as in 'chatroom run -- make test'", "run")]
    [TestCase(2, "'501' is not a number for --tail; give one from 0 to 500", "run", "--tail", "501", "--", "true")]
    public async Task A_command_that_cannot_be_run_is_reported(int exitCode, string sentence, params string[] arguments)
    {
        await using var run = ToolProcess.Start(arguments);

        await run.FailsWith(exitCode, sentence);
    }

    [Test]
    public async Task A_program_with_a_missing_interpreter_is_not_found()
    {
        using var folder = new ScratchDirectory();
        var script = folder.Write("no-program", "#!/no/such/interpreter\n", executable: true);
        await using var run = ToolProcess.Start("run", "--", script);

        await run.FailsWith(127, "no-program could not be started: the interpreter that it asks for was not found");
    }

    private static ToolProcess Start(ScriptedServer server, params string[] arguments) =>
        ToolProcess.Start(["run", "--port", $"{server.EndPoint.Port}", "--name", "ci", .. arguments]);

    private static Task<TestPeer> Enter(ScriptedServer server) => server.WelcomeAsync("ci", "send lobby ci numbered");

    /// <summary>Lets it join, and acknowledges its line.</summary>
    private static async Task ServesAsync(ScriptedServer server)
    {
        using var room = await Enter(server);
        await room.HearsLike("^say 1 lobby ");
        await room.Says("ack 1 1");
        await room.Hears("quit");
    }
}
