using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>
/// Every verb under every condition that another program may start it in. Each verb ends with its exit code, none reports a bug,
/// and a server serves. The table lists the differences from <see cref="Usual"/>.
/// </summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class RunConditionTests
{
    /// <summary>The number of verbs that run at the same time.</summary>
    private const int AtOnce = 4;

    /// <summary>The exit code of each verb under normal conditions.</summary>
    private static readonly Dictionary<string, int> Usual = new()
    {
        ["server"] = 0,
        ["client"] = 0,
        ["send"] = 0,
        ["tail"] = 0,
        ["wait"] = 0,
        ["who"] = 0,
        ["ping"] = 0,
        ["cluster"] = 4,
        ["exec"] = 0,
        ["run"] = 3,
        ["bench"] = 0,
        ["completion"] = 0,
        ["--help"] = 0,
        ["--version"] = 0,
    };

    /// <summary>The verb that copies a command's output and errors.</summary>
    private static readonly (string Verb, int ExitCode) Copying = ("run --tail", 3);

    /// <summary>Verbs that write to standard error. Their exit codes stay even if that fails.</summary>
    private static readonly (string Verb, int ExitCode)[] Reporting = [("a mistake", 2), ("no server", 3), Copying];

    /// <summary>Verbs that fail if their standard output fails. The standard output of run is the command's.</summary>
    private static readonly string[] Printing = ["client", "tail", "wait", "who", "ping", "exec", "bench", "completion", "--help", "--version"];

    private static readonly (RunCondition Condition, (string Verb, int ExitCode)[] Others)[] Table =
    [
        (RunCondition.FullOutput, [.. All(1, Printing), Copying]),
        (RunCondition.ClosedOutput, [.. All(1, Printing), Copying]),
        (RunCondition.UnreadOutput, [.. All(141, Printing), ("run", 141), Copying]),
        (RunCondition.WaitingOutput, [Copying]),
        (RunCondition.FullError, Reporting),
        (RunCondition.ClosedError, Reporting),
        (RunCondition.UnreadError, Reporting),
        (RunCondition.ClosedInput, []),
        (RunCondition.WaitingInput, []),
        (RunCondition.SlowInput, []),
        (RunCondition.DirectoryAsInput, All(1, "client", "send")),
        (RunCondition.NoHome, []),
        (RunCondition.UnknownUser, All(2, "server")),
        (RunCondition.EmptyEnvironment, []),
        (RunCondition.ReadOnlyHome, All(1, "server")),
    ];

    private ScratchDirectory _folder = null!;

    private static IEnumerable<TestCaseData> Cases =>
        Table.Select(row => new TestCaseData(row.Condition, row.Others).SetName($"{row.Condition.Name.Replace(' ', '_')}_breaks_no_verb"));

    [SetUp]
    public void Make() => _folder = new ScratchDirectory();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCaseSource(nameof(Cases))]
    public async Task Every_verb_ends_with_its_exit_code(RunCondition runCondition, (string Verb, int ExitCode)[] others)
    {
        Requires.Program(runCondition.Prefix[0]);
        var tool = runCondition == RunCondition.UnknownUser ? SharedToolCopy.CopyTo(_folder) : ToolProcess.ToolPath;
        await using var server = RunningServer.Start();
        using var ann = await server.JoinAsync("ann");
        await ann.SaysAndHears("hello");
        var expected = new Dictionary<string, int>(Usual);
        Array.ForEach(others, other => expected[other.Verb] = other.ExitCode);
        var found = new Dictionary<string, int>();
        await Parallel.ForEachAsync(expected.Keys, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (verb, _) =>
        {
            var (process, port) = Start(runCondition, tool, verb, server.EndPoint.Port);
            await using var running = process;
            var exitCode = await EndsAsync(process, verb, port, expected[verb], ann);
            Assert.That(await process.Errors, Does.Not.Contain("bug").And.Not.Contain("   at "), verb);
            lock (found)
            {
                found[verb] = exitCode;
            }
        });

        Assert.That(found, Is.EquivalentTo(expected));
    }

    private static (ToolProcess Process, int Port) Start(RunCondition runCondition, string tool, string verb, int room)
    {
        var port = verb == "server" ? FreePort.Find() : room;
        var isLogged = runCondition == RunCondition.UnknownUser || runCondition == RunCondition.ReadOnlyHome;
        string[] arguments = verb switch
        {
            "server" => ["server", "--port", $"{port}", .. isLogged ? Array.Empty<string>() : ["--ephemeral"]],
            "client" => ["client", "--port", $"{port}", "--name", "client"],
            "send" => ["send", "--port", $"{port}", "--name", "sender"],
            "tail" => ["tail", "--port", $"{port}", "--since", "all", "-n", "1"],
            "wait" => ["wait", "--port", $"{port}", "--since", "all", "--match", "hello"],
            "exec" => ["exec", "--port", $"{port}", "--name", "bot", "--from", "ann", "--reply", "--", "/bin/cat"],
            "run" => ["run", "--port", $"{port}", "--name", "runner", "--", "/bin/sh", "-c", "echo done; exit 3"],
            "run --tail" => ["run", "--port", $"{port}", "--name", "teller", "--tail", "1", "--", "/bin/sh", "-c", "echo done; exit 3"],
            "bench" => ["bench", "--port", $"{port}", "--receivers", "1", "--idle", "--duration", "1"],
            "cluster" => ["cluster", "status", "--port", $"{port}"],
            "completion" => ["completion", "bash"],
            "a mistake" => ["send", "--nonsense"],
            "no server" => ["send", "--port", "1", "hi"],
            _ => verb.StartsWith('-') ? [verb] : [verb, "--port", $"{port}"],
        };
        return (runCondition.Start(tool, arguments), port);
    }

    /// <summary>Lets a verb do its work, and waits for its end.</summary>
    private static async Task<int> EndsAsync(ToolProcess process, string verb, int port, int expected, TestPeer ann)
    {
        if (verb is "server" && expected == 0)
        {
            using var guest = await JoinAsync(port, process);
            await guest.SaysAndHears("is anybody served?");
            await process.IsSent("TERM");
        }
        else if (verb == "exec")
        {
            await HearsEventually(ann, "bot joined!");
            await ann.Says("answer me");
            await HearsEventually(ann, "bot: answer me", "bot left!");
            if (expected == 0)
            {
                await process.IsSent("TERM");
            }
        }
        else
        {
            await FeedAsync(process);
        }

        return await process.Exits();
    }

    /// <summary>Writes to its input. A verb that reads no input may have ended already.</summary>
    private static async Task FeedAsync(ToolProcess process)
    {
        try
        {
            await process.Reads("hi");
            process.EndsItsInput();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    private static async Task HearsEventually(TestPeer peer, params string[] lines)
    {
        string line;
        do
        {
            line = await peer.NextLine(string.Join(" or ", lines));
        }
        while (!lines.Contains(line));
    }

    /// <summary>Joins a server that may be unable to print that it listens.</summary>
    private static async Task<TestPeer> JoinAsync(int port, ToolProcess server)
    {
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                return await TestPeer.JoinAsync(port, "guest");
            }
            catch (SocketException) when (!server.HasExited)
            {
                await retry.WaitForNextTickAsync();
            }
        }
    }

    private static (string Verb, int ExitCode)[] All(int exitCode, params string[] verbs) => Array.ConvertAll(verbs, verb => (verb, exitCode));
}
