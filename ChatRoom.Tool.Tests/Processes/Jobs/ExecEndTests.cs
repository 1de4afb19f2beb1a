using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary>The ends of <c>chatroom exec</c>: signals, a lost connection, and an output without a reader.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ExecEndTests
{
    [SetUp]
    public void RequireShell() => Requires.Program("sh");

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task A_bot_leaves_after_a_signal_when_running_commands_have_ended(string signal)
    {
        using var folder = new ScratchDirectory();
        var gate = await folder.MakePipeAsync("gate");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = Start(server, "--reply", "--", "sh", "-c", $"read x < '{gate}'; cat");
        await alice.Hears("echo joined!");
        await alice.Sends("one\ntwo\n");
        await using var running = new StreamWriter(gate);

        await bot.IsSent(signal);
        await bot.Prints("chatroom: stopping once 1 running command has ended");
        await running.WriteLineAsync("go");
        await running.FlushAsync();

        await bot.Prints("one");
        await alice.Hears("alice: one", "alice: two", "echo: one", "echo left!");
        Assert.That(await bot.PrintsToTheEnd(), Is.EqualTo("chatroom: 1 waiting message was not handled\n"));
        Assert.That(await bot.Exits(), Is.Zero);
    }

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public async Task A_second_signal_kills_running_commands(string signal, int exitCode)
    {
        using var folder = new ScratchDirectory();
        var begun = await folder.MakePipeAsync("begun");
        var never = await folder.MakePipeAsync("never");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = Start(server, "--", "sh", "-c", $"trap '' INT TERM; echo $$ > '{begun}'; read x < '{never}'");
        await alice.Hears("echo joined!");
        await alice.Says("go");
        var job = (await File.ReadAllTextAsync(begun)).Trim();

        await bot.IsSent(signal);
        await bot.Prints("chatroom: stopping once 1 running command has ended");
        await bot.IsSent(signal);

        await bot.PrintsLike(@"^chatroom: sh was ended by SIGKILL \(message \d+\)$");
        Assert.That(await bot.Exits(), Is.EqualTo(exitCode));
        await using var isThere = ToolProcess.StartOther("sh", "-c", $"kill -0 {job}");
        Assert.That(await isThere.Exits(), Is.Not.Zero);
    }

    [Test]
    public async Task A_lost_connection_ends_a_bot_with_a_sentence()
    {
        using var server = new ScriptedServer();
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--no-reconnect", "--", "cat");
        var session = await server.WelcomeAsync("echo", "join lobby echo bot");

        session.Dispose();

        await bot.FailsWith(5, "the connection was lost");
    }

    [Test]
    public async Task Lines_for_the_bot_alone_go_to_standard_error()
    {
        using var server = new ScriptedServer();
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--no-reconnect", "--", "cat");
        var session = await server.WelcomeAsync("echo", "join lobby echo bot");

        await session.Says("gap 1 7 lobby");
        await session.Says("bye shutdown The server is shutting down.");
        session.Dispose();

        Assert.That(await bot.Errors, Is.EqualTo(
            """
            # Missing here, as the server no longer has them: 7
            # The server is shutting down.
            chatroom: the connection was lost

            """));
    }

    [Test]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("echo");
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--", "cat");

        await bot.FailsWith(4, "The name echo is taken; choose another.");
    }

    [Test]
    public async Task A_bot_does_not_join_a_server_that_cannot_tell_bots_from_people()
    {
        using var server = new ScriptedServer();
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--", "cat");
        using var session = await server.AcceptAsync();
        await session.Sends("NAME");

        await session.HearsBytes("echo\0");
        await session.Sends("echo joined!");

        await bot.FailsWith(
            7, $"the server at {server.EndPoint} does not mark bots, and bots must not answer each other; use a chatroom server");
    }

    [Test]
    public async Task A_reader_that_closes_the_output_ends_a_bot()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--", "cat");
        await alice.Hears("echo joined!");
        bot.LosesItsReader();

        Assert.That(await bot.ExitsDuring(AliceAsksAsync), Is.EqualTo(141));
        Assert.That(await bot.Errors, Is.Empty);

        // Each line is answered until the bot leaves.
        async Task AliceAsksAsync()
        {
            await alice.Says("anybody?");
            await alice.HearsUpTo(@"^alice: anybody\?$");
        }
    }

    /// <summary>Starts a bot called echo whose errors go to its output.</summary>
    private static ToolProcess Start(RunningServer server, params string[] arguments) => ToolProcess.StartOther(
        "sh", ["-c", """exec "$0" "$@" 2>&1""", ToolProcess.ToolPath, "exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", .. arguments]);
}
