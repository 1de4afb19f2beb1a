using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary>Several <c>chatroom exec</c> and <c>chatroom run</c> in one real room.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class BotsTogetherTests
{
    [SetUp]
    public void RequireShell() => Requires.Program("sh");

    [Test]
    public async Task Two_bots_answer_a_person_and_never_each_other()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var first = await StartAsync(server, alice, "first", "cat");
        await using var second = await StartAsync(server, alice, "second", "cat");
        string[] questions = ["one", "two", "three"];

        // A bot handles one message after the other: it would answer an answer before the next question.
        var answers = new List<string>();
        foreach (var question in questions)
        {
            await alice.Says(question);
            await alice.Hears($"alice: {question}");
            answers.AddRange([await alice.NextLine("an answer"), await alice.NextLine("an answer")]);
        }

        Assert.That(answers.Order(), Is.EqualTo(
            questions.SelectMany(question => new[] { $"first: {question}", $"second: {question}" }).Order()));
    }

    [Test]
    public async Task Nothing_comes_between_the_lines_of_an_answer()
    {
        const int lines = 300;
        const int questions = 3;
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        string[] names = ["b1", "b2", "b3"];
        var bots = new List<ToolProcess>();
        foreach (var name in names)
        {
            bots.Add(await StartAsync(server, alice, name, "sh", "-c", $"i=0; while [ $i -lt {lines} ]; do echo $i; i=$((i + 1)); done"));
        }

        await alice.Sends(string.Concat(Enumerable.Repeat("go\n", questions)));

        for (var answer = 0; answer < names.Length * questions;)
        {
            var begin = await alice.NextLine("a question or the beginning of an answer");
            if (begin == "alice: go")
            {
                continue;
            }

            answer++;
            Assert.That(begin, Does.EndWith(": 0"));
            await alice.Hears([.. Enumerable.Range(1, lines - 1).Select(line => $"{begin[..^1]}{line}")]);
        }

        foreach (var bot in bots)
        {
            await bot.DisposeAsync();
        }
    }

    [Test]
    public async Task Run_announces_its_command_without_a_join_or_leave()
    {
        await using var server = RunningServer.Start();
        using var watcher = await server.WatchAsync();
        await using var run = ToolProcess.Start("run", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--start", "--", "true");
        Assert.That(await run.Errors, Is.Empty);
        Assert.That(await run.Exits(), Is.Zero);

        using var alice = await server.JoinAsync("alice");

        await watcher.HearsLike(@"^message 1 \d+ lobby ci true started$");
        await watcher.HearsLike(@"^message 2 \d+ lobby ci true ok in \S+ m?s$");
        await watcher.HearsLike(@"^join 3 \d+ lobby alice$");
    }

    [Test]
    public async Task Run_takes_the_next_free_name_if_its_own_is_taken()
    {
        await using var server = RunningServer.Start();
        using var ci = await server.JoinAsync("ci");

        await using var run = ToolProcess.Start("run", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--", "sh", "-c", "exit 3");

        Assert.That(await run.Errors, Is.Empty);
        Assert.That(await run.Exits(), Is.EqualTo(3));
        await ci.HearsLike("^ci_2: sh -c 'exit 3' failed with exit code 3 after ");
    }

    /// <summary>Starts a bot that answers, and waits until it is in the room.</summary>
    private static async Task<ToolProcess> StartAsync(RunningServer server, TestPeer alice, string name, params string[] command)
    {
        var bot = ToolProcess.Start(["exec", "--port", $"{server.EndPoint.Port}", "--name", name, "--reply", "--", .. command]);
        await alice.Hears($"{name} joined!");
        return bot;
    }
}
