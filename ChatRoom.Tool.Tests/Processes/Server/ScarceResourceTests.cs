using ChatRoom.Files;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server with few open files, or little memory.</summary>
internal sealed class ScarceResourceTests
{
    private const int Members = 12;

    [SetUp]
    public void Require_a_shell_with_limits()
    {
        Requires.Program("sh");
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("only Linux reports the limit of open files");
        }
    }

    [Test]
    public async Task Without_free_files_a_server_goes_on_and_accepts_newcomers_after_others_leave()
    {
        var (server, port) = await ToolProcess.ListensAsync(WithFiles(OpenFiles.Reserve + Members));
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        var others = new List<TestPeer>();
        for (var i = 1; i < Members; i++)
        {
            others.Add(await TestPeer.JoinAsync(port, $"p{i}"));
            await alice.Hears($"p{i} joined!");
        }

        using var late = await TestPeer.ConnectAsync(port);
        var accepted = late.HearsBytes("NAME");
        await server.Prints(
            $"cannot accept a connection: the limit of open files allows only {Members}; raise it with 'ulimit -n'; newcomers wait");
        await others[^1].Says("still here");
        await alice.Hears($"p{Members - 1}: still here");
        Assert.That(accepted.IsCompleted, Is.False);

        others[0].Dispose();
        others[1].Dispose();
        await accepted;
        await late.Says("late");
        await server.Prints("accepts connections again");
        var left = new[] { await alice.NextLine(), await alice.NextLine(), await alice.NextLine() };
        Assert.That(left, Is.EquivalentTo(new[] { "p1 left!", "p2 left!", "late joined!" }));

        others.ForEach(other => other.Dispose());
        alice.Dispose();
        late.Dispose();
        await server.IsSent("TERM");
        Assert.That(await server.PrintsToTheEnd(), Does.Match(@"^shutting down: \d+ connected\n$"));
        Assert.That(await server.Exits(), Is.Zero);
    }

    [Test]
    public async Task Too_few_open_files_for_one_connection_are_one_sentence()
    {
        await using var server = ToolProcess.StartOther(
            "sh", "-c", """ulimit -n "$1" && exec "$0" server --port 0""", ToolProcess.ToolPath, $"{OpenFiles.Reserve}");
        await server.FailsWith(1, "this process may open too few files; raise the limit with 'ulimit -n 1024' and try again");
    }

    /// <summary>The heap is smaller than all messages. The runtime ends a process whose live objects do not fit into it.</summary>
    [Test]
    public async Task Fifty_readers_that_never_read_do_not_fill_the_memory()
    {
        const string heap = "0x3000000";
        var (server, port) = await ToolProcess.ListensAsync(
            ToolProcess.StartWith([("DOTNET_GCHeapHardLimit", heap)], "server", "--port", "0", "--window", "4MiB"));
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        var stuck = new List<TestPeer>();
        for (var i = 0; i < 50; i += 2)
        {
            stuck.Add(await TestPeer.JoinAsync(port, $"p{i}", narrow: true));
            stuck.Add(await TestPeer.JoinTypedAsync(port, $"p{i + 1}", narrow: true));
            await alice.Hears($"p{i} joined!", $"p{i + 1} joined!");
        }

        // 64 MiB of messages; the heap has 48 MiB.
        var lines = Enumerable.Range(0, 256).Select(i => $"{i:D3} {new string('x', 4092)}").ToArray();
        for (var megabytes = 0; megabytes < 64; megabytes++)
        {
            var sending = alice.Sends(string.Join('\n', lines) + "\n");
            await alice.Hears([.. lines.Select(line => $"alice: {line}")]);
            await sending;
        }

        Assert.That(server.HasExited, Is.False);
        stuck.ForEach(peer => peer.Dies());
    }

    /// <summary>Its standard error goes to its standard output, so that both are read line by line.</summary>
    private static ToolProcess WithFiles(int limit) => ToolProcess.StartOther(
        "sh", "-c", """ulimit -n "$1" && exec "$0" server --port 0 2>&1""", ToolProcess.ToolPath, $"{limit}");
}
