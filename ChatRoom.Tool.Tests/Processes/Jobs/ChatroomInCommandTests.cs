using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary>A command of <c>exec</c> or <c>run</c> that calls <c>chatroom</c>: every verb works, and uses the same room.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ChatroomInCommandTests
{
    /// <summary>Runs each verb, and prints its exit code and the number of its lines.</summary>
    private const string EveryVerb = """
        exec >&2
        try() { printf '%s ' "$1"; tool=$0; "$tool" "$@" > "$out" 2>&1; echo "$? $(wc -l < "$out" | tr -d ' ')"; }
        out=$(mktemp); trap 'rm "$out"' EXIT
        try --version
        try who
        try ping
        try send said
        try tail --poll --match '^said$'
        try wait --since all --match '^said$' --timeout 20s
        echo piped | try client --quiet
        try run -- true
        try tail --poll --match 'true ok in'
        "$0" exec --name inner --match '^no$' -- cat > "$out" 2>&1 & inner=$!
        "$0" tail --count 1 --types join --since all --from inner --timeout 20s > "$out" 2>&1 || cat "$out"
        kill "$inner"; { wait "$inner"; } 2> /dev/null
        case $? in 0 | 143) echo "exec joined";; *) cat "$out";; esac
        try completion sh
        """;

    private static readonly string[] Outcomes =
        ["--version 0 1", "who 0 1", "ping 0 1", "send 0 0", "tail 0 1", "wait 0 1", "client 0 0", "run 0 0", "tail 0 1", "exec joined", "completion 2 1"];

    [SetUp]
    public void RequireShell()
    {
        Requires.Program("sh");
        Requires.Program("mktemp");
    }

    [Test]
    public async Task Every_verb_works_in_a_bots_command()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = StartEveryVerb(
            [("CHATROOM_NAME", "echo"), ("CHATROOM_URL", $"chatroom://eve@127.0.0.1:{server.EndPoint.Port}/lobby"), ("CHATROOM_HOST", "127.0.0.1")],
            "exec", "--match", "^go$");
        await alice.Hears("echo joined!");

        await alice.Says("go");

        // The second member is the bot itself.
        await bot.Prints([.. Outcomes.Select(outcome => outcome == "who 0 1" ? "who 0 2" : outcome)]);
    }

    [Test]
    public async Task Every_verb_works_in_the_command_of_run()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var run = StartEveryVerb([("CHATROOM_PORT", $"{server.EndPoint.Port}")], "run");

        await run.Prints(Outcomes);
    }

    [Test]
    public async Task A_bot_does_not_answer_its_own_commands_lines()
    {
        await using var server = RunningServer.Start();
        using var watcher = await server.WatchAsync();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(server, alice, "echo", """ "$0" send --name zed "$CHATROOM_MESSAGE_TEXT" """);

        // A bot handles one message after the other: it would answer an answer before the next question.
        await alice.SaysAndHears("one");
        await alice.Hears("zed: one");
        await alice.SaysAndHears("two");
        await alice.Hears("zed: two");

        await watcher.HearsLike("^join 1 ");
        await watcher.HearsLike("^join 2 ");
        await watcher.HearsLike("^message 3 ");
        await watcher.HearsLike(@"^bot 4 \d+ lobby zed one$");
    }

    [TestCase("send --name zed \"$CHATROOM_MESSAGE_TEXT\"")]
    [TestCase("client --quiet --name zed <<END\n$CHATROOM_MESSAGE_TEXT\nEND\n")]
    public async Task Two_bots_do_not_answer_each_others_commands(string verb)
    {
        await using var server = RunningServer.Start();
        using var watcher = await server.WatchAsync();
        using var alice = await server.JoinAsync("alice");
        await using var first = await StartAsync(server, alice, "first", $"\"$0\" {verb}");
        await using var second = await StartAsync(server, alice, "second", $"\"$0\" {verb}");

        foreach (var question in new[] { "one", "two" })
        {
            await alice.Says(question);
            for (var answers = 0; answers < 2;)
            {
                var line = await watcher.NextLine("an answer");
                if (line.Contains(" zed", StringComparison.Ordinal) && !line.StartsWith("join ", StringComparison.Ordinal) && !line.StartsWith("leave ", StringComparison.Ordinal))
                {
                    Assert.That(line, Does.Match($@"^bot \d+ \d+ lobby zed(_2)? {question}$"));
                    answers++;
                }
            }
        }
    }

    [Test]
    public async Task Announcements_of_run_in_a_bots_command_are_a_bots_lines()
    {
        await using var server = RunningServer.Start();
        using var watcher = await server.WatchAsync();
        using var alice = await server.JoinAsync("alice");
        await using var bot = await StartAsync(server, alice, "echo", """ "$0" run --name zed -- true""");

        await alice.Says("go");

        await watcher.HearsLike("^join 1 ");
        await watcher.HearsLike("^join 2 ");
        await watcher.HearsLike("^message 3 ");
        await watcher.HearsLike(@"^bot 4 \d+ lobby zed true ok in ");
    }

    [Test]
    public async Task A_verb_in_a_bots_command_takes_the_next_free_name()
    {
        await using var server = RunningServer.Start();
        using var watcher = await server.WatchAsync();
        using var alice = await server.JoinAsync("alice");
        var user = ChatRoom.Protocol.Nickname.MakeAcceptable(Environment.UserName).ToString();
        await using var bot = await StartAsync(server, alice, user, """ "$0" send hi """);

        await alice.SaysAndHears("go");

        await alice.Hears($"{user}_2: hi");
    }

    /// <summary>Starts the script under a verb. The script prints to standard error, which a bot does not buffer.</summary>
    private static ToolProcess StartEveryVerb((string Name, string Value)[] variables, params string[] verb) => ToolProcess.StartOtherWith(
        variables, "sh",
        ["-c", """exec "$0" "$@" 2>&1""", ToolProcess.ToolPath, .. verb, "--", "sh", "-c", EveryVerb.ReplaceLineEndings("\n"), ToolProcess.ToolPath]);

    private static async Task<ToolProcess> StartAsync(RunningServer server, TestPeer alice, string name, string script)
    {
        var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", name, "--", "sh", "-c", script, ToolProcess.ToolPath);
        await alice.Hears($"{name} joined!");
        return bot;
    }
}
