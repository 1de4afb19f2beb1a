using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary><c>chatroom exec</c> as a process: the messages that run the command, its input, and its output.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ExecTests
{
    [SetUp]
    public void RequireShell() => Requires.Program("sh");

    [Test]
    public async Task Each_message_runs_the_command_in_the_rooms_order()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(server, alice, "--reply", "--", "cat");
        var said = Enumerable.Range(1, 20).Select(number => $"line {number}").ToArray();

        await alice.Sends(string.Concat(said.Select(line => line + "\n")));

        await bot.Prints(said);
        Assert.That(await Replies(alice, said.Length), Is.EqualTo(said));
    }

    [Test]
    public async Task One_job_ends_before_the_next_one_begins()
    {
        using var folder = new ScratchDirectory();
        var gate = await folder.MakePipeAsync("gate");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(
            server, alice, "--", "sh", "-c", $"[ \"$CHATROOM_MESSAGE_TEXT\" = second ] || read x < '{gate}'; cat");

        await alice.Says("first");
        await alice.Says("second");
        await File.WriteAllTextAsync(gate, "go\n");

        await bot.Prints("first", "second");
    }

    [Test]
    public async Task Several_jobs_run_at_the_same_time()
    {
        using var folder = new ScratchDirectory();
        var meeting = await folder.MakePipeAsync("meeting");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(
            server, alice, "--jobs", "2", "--", "sh", "-c", $"if [ \"$CHATROOM_MESSAGE_TEXT\" = give ]; then echo taken > '{meeting}'; else cat '{meeting}'; fi");

        // Neither command ends without the other.
        await alice.Says("take");
        await alice.Says("give");

        await bot.Prints("taken");
    }

    [Test]
    public async Task Match_and_from_choose_the_messages()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        await using var bot = await StartAsync(server, alice, "--match", "^!", "--from", "Bob", "--", "cat");
        await bob.Hears("echo joined!");

        await alice.Says("!alice");
        await alice.Hears("alice: !alice");
        await bob.Says("hi");
        await bob.Says("/me !acts");
        await bob.Says("!bob");

        await bot.Prints("!bob");
    }

    [Test]
    public async Task Texts_of_a_room_are_never_interpreted()
    {
        using var folder = new ScratchDirectory();
        var evil = $"$(touch '{folder["evil"]}') `touch {folder["evil"]}` \"; touch '{folder["evil"]}' # \\n 'é😀";
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(
            server, alice, "--reply", "--", "sh", "-c", """[ "$(cat)" = "$CHATROOM_MESSAGE_TEXT" ] && printf '%s\n' "$CHATROOM_MESSAGE_TEXT"; printf '%s %s\n' "$CHATROOM_MESSAGE_NAME" "$#" >&2""");

        await alice.Says(evil);

        await bot.Prints(evil);
        Assert.That(await Replies(alice, 1), Is.EqualTo(new[] { evil }));
        await bot.IsSent("TERM");
        Assert.That(await bot.Errors, Is.EqualTo("alice 0\n"));
        Assert.That(File.Exists(folder["evil"]), Is.False);
    }

    [Test]
    public async Task A_failed_command_is_announced_in_the_room_and_the_bot_continues()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(server, alice, "--reply", "--", "sh", "-c", "cat; exit $CHATROOM_MESSAGE_TEXT");

        await alice.Says("3");
        Assert.That(await Replies(alice, 1), Is.EqualTo(new[] { "sh failed with exit code 3" }));
        await alice.Says("0");

        Assert.That(await Replies(alice, 1), Is.EqualTo(new[] { "0" }));
        await bot.Prints("3", "0");
        await bot.IsSent("TERM");
        Assert.That(await bot.Errors, Does.Match(@"^chatroom: sh failed with exit code 3 \(message \d+\)\n$"));
        Assert.That(await bot.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_command_that_runs_too_long_is_ended()
    {
        using var folder = new ScratchDirectory();
        var never = await folder.MakePipeAsync("never");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(
            server, alice, "--reply", "--kill-after", "100ms", "--", "sh", "-c", $"cat '{never}'; echo not reached");

        await alice.Says("go");

        Assert.That(await Replies(alice, 1), Is.EqualTo(new[] { "sh was ended because it ran longer than 100 ms" }));
    }

    [Test]
    public async Task A_bot_answers_neither_itself_nor_another_bot()
    {
        using var server = new ScriptedServer();
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--reply", "--", "cat");
        using var session = await server.WelcomeAsync("echo", "join lobby echo bot");

        await session.Says("message 1 1700000000000 lobby echo mine");
        await session.Says("message 2 1700000000000 lobby ECHO mine too");
        await session.Says("bot 3 1700000000000 lobby other beep");
        await session.Says("message 4 1700000000000 lobby alice hello");

        await session.Hears("say 1 lobby hello");
        await bot.Prints("hello");
    }

    [TestCase("error flood 2")]
    [TestCase("refused flood 1 4")]
    public async Task Several_lines_are_said_as_one_group(string refused)
    {
        using var server = new ScriptedServer();
        await using var bot = ToolProcess.Start(
            "exec", "--port", $"{server.EndPoint.Port}", "--name", "bot", "--reply", "--", "sh", "-c", @"printf 'a\n\e[31mb\n\nc'");
        using var session = await server.WelcomeAsync("bot", "join lobby bot bot");

        await session.Says("message 1 1700000000000 lobby alice go");

        await session.Hears("together 4", "say 1 lobby a", "say 2 lobby b", "say 3 lobby ", "say 4 lobby c");
        await session.Says($"{refused} too much at once");
        await session.Says("ack 4 2");
        await bot.IsSent("TERM");
        await session.Hears("quit");
        Assert.That(await bot.Errors, Is.EqualTo("chatroom: an answer was not said: too much at once\n"));
        Assert.That(await bot.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_bot_without_a_name_takes_a_free_one()
    {
        var user = Nickname(Environment.UserName);
        using var server = new ScriptedServer();
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--", "cat");
        using var session = await server.WelcomeAsync(user, $"join lobby {user} bot numbered");

        await session.Says($"message 1 1700000000000 lobby {user} mine");
        await session.Says("message 2 1700000000000 lobby alice hello");

        await bot.Prints("hello");
    }

    [TestCase(127, "the command 'no-such-command' was not found; check its name and PATH", "exec", "--", "no-such-command")]
    [TestCase(126, "'/etc/passwd' is not a program that may be run; check its permissions", "exec", "--", "/etc/passwd")]
    [TestCase(2, "no command is given; put it after --, as in 'chatroom exec -- cat'", "exec")]
    [TestCase(2, "no command is given; put it after --, as in 'chatroom exec -- cat'", "exec", "cat")]
    [TestCase(2, "'5x' is not a time for --kill-after; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds", "exec", "--kill-after", "5x", "--", "cat")]
    [TestCase(2, "'a b' is not a name for --from; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "exec", "--from", "a b", "--", "cat")]
    [TestCase(2, "'(' is not a regular expression for --match: Invalid pattern '(' at offset 1. Not enough )'s", "exec", "--match", "(", "--", "cat")]
    [TestCase(2, "'0' is not a number for --jobs; give one from 1 to 256", "exec", "--jobs", "0", "--", "cat")]
    public async Task Wrong_usage_is_reported_before_the_bot_joins(int exitCode, string sentence, params string[] arguments)
    {
        await using var bot = ToolProcess.Start(arguments);

        await bot.FailsWith(exitCode, sentence);
    }

    /// <summary>Starts a bot called echo, and waits until it is in the room.</summary>
    private static async Task<ToolProcess> StartAsync(RunningServer server, TestPeer alice, params string[] arguments)
    {
        var bot = ToolProcess.Start(["exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", .. arguments]);
        await alice.Hears("echo joined!");
        return bot;
    }

    /// <summary>The next texts of the bot; ignores other lines.</summary>
    private static async Task<string[]> Replies(TestPeer alice, int count)
    {
        const string prefix = "echo: ";
        var replies = new List<string>();
        while (replies.Count < count)
        {
            var line = await alice.NextLine("a reply");
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                replies.Add(line[prefix.Length..]);
            }
        }

        return [.. replies];
    }

    private static string Nickname(string name) => ChatRoom.Protocol.Nickname.MakeAcceptable(name).ToString();
}
