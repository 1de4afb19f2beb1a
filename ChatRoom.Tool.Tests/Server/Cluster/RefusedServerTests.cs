using System.Runtime.Versioning;
using ChatRoom.Server;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>A server that cannot be one of its cluster says why, and what to do.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RefusedServerTests
{
    private const string UnknownRules = "^cluster .* follows rules 2, and this version of chatroom knows them up to 1: start a newer version$";

    [Test]
    public async Task A_directory_of_another_cluster_is_refused()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var options = cluster.OptionsOf(0);
        await cluster.Stops(0);
        var whyNot = await RunningServer.FailsToStartAsync(options with { Cluster = options.Cluster! with { Name = $"{options.Cluster.Name}b" } });
        Assert.That(whyNot, Does.Match("^the data directory belongs to cluster [0-9a-f]{16}, and .*b is [0-9a-f]{16}: choose another with --data DIR$"));
        await cluster.StartsAgain(0);
    }

    [Test]
    public async Task A_directory_with_the_log_of_a_server_alone_is_refused()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var options = cluster.OptionsOf(1);
        await using (var alone = RunningServer.Start(options with { Cluster = null }))
        {
            using var alice = await alone.JoinAsync("alice");
        }

        Assert.That(
            await RunningServer.FailsToStartAsync(options),
            Is.EqualTo("the data directory holds a log of its own; a cluster needs an empty one: choose another with --data DIR"));
    }

    [Test]
    public async Task A_server_alone_refuses_the_directory_of_a_server_in_a_cluster()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var options = cluster.OptionsOf(0);
        await cluster.Stops(0);
        var events = new ServerEvents(new StringWriter(), new EventOptions()) { Unwritten = () => 0 };
        Assert.That(ChatServer.TryBind(options with { Cluster = null }, events, out _, out var whyNot), Is.False);
        Assert.That(
            whyNot,
            Is.EqualTo($"the data directory {options.Log!.Folder} belongs to a cluster: start the server with --cluster, or choose another directory with --data DIR"));
    }

    [Test]
    public async Task A_server_ends_when_another_one_starts_under_its_name()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        var options = cluster.OptionsOf(2);
        await using var second = await RunningServer.StartAsync(options with { Cluster = options.Cluster! with { NodeId = "node-0" } });
        Assert.That(await cluster[0].EndsByItself(), Is.EqualTo("another server runs as node-0 now; each needs its own --node-id"));
        using var alice = await cluster[1].JoinTypedAsync("alice");
        using var bob = await second.JoinTypedAsync("bob");
        await alice.HearsUpTo("^join .* bob$");
    }

    [Test]
    public async Task A_server_does_not_start_when_the_log_has_no_beginning_and_no_snapshot_reaches_that_far()
    {
        await using var cluster = await RunningCluster.StartAsync(0, options => options with { KeepBytes = 64 << 10 });
        await using (var stream = await cluster.OpensStream())
        {
            var writer = new BatchWriter();
            new GenesisAct(1).AddTo(writer);
            await stream.PublishFirstAsync(writer.Finish("node-0", incarnation: 0, number: 0), CancellationToken.None);
            for (var number = 0; number < 20; number++)
            {
                await stream.PublishAsync(new byte[8 << 10], CancellationToken.None);
            }
        }

        Assert.That(
            await RunningServer.FailsToStartAsync(cluster.OptionsOf(0)),
            Does.Match("^the log of cluster .* begins at entry [0-9]+, and no snapshot reaches that far: raise --cluster-keep$"));
    }

    [Test]
    public async Task A_server_does_not_start_when_the_log_has_gone_back()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var options = cluster.OptionsOf(0);
        var path = Path.Combine(options.Log!.Folder, "cluster", "state");
        await cluster.Stops(0);

        // A snapshot of the same cluster that is ahead of its log.
        await File.WriteAllBytesAsync(path, EditedSnapshot.Ahead(await File.ReadAllBytesAsync(path)));
        Assert.That(
            await RunningServer.FailsToStartAsync(options),
            Does.Match("^the log of cluster .* went back: it ends at entry [0-9]+, and this server has applied 1[0-9]{6}\\. "));
    }

    [Test]
    public async Task A_server_does_not_start_when_the_cluster_follows_rules_that_it_does_not_know()
    {
        await using var cluster = await RunningCluster.StartAsync(0);
        await PublishesNewerRules(cluster);
        Assert.That(await RunningServer.FailsToStartAsync(cluster.OptionsOf(0)), Does.Match(UnknownRules));
    }

    [Test]
    public async Task A_server_does_not_start_from_a_snapshot_with_rules_that_it_does_not_know()
    {
        await using var cluster = await RunningCluster.StartAsync(0);
        var entries = await PublishesNewerRules(cluster);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.DataOf(0), "cluster"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "state"), EditedSnapshot.After(entries));
        Assert.That(await RunningServer.FailsToStartAsync(cluster.OptionsOf(0)), Does.Match(UnknownRules));
    }

    [Test]
    public async Task A_damaged_snapshot_is_refused()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var options = cluster.OptionsOf(0);
        var path = Path.Combine(options.Log!.Folder, "cluster", "state");
        await cluster.Stops(0);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.That(await RunningServer.FailsToStartAsync(options), Does.StartWith($"{path} is damaged, or of a newer version"));
    }

    /// <summary>A server of a newer version founds the cluster, and changes its rules. Returns the entries.</summary>
    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> PublishesNewerRules(RunningCluster cluster)
    {
        var writer = new BatchWriter();
        new GenesisAct(1).AddTo(writer);
        var entries = new List<ReadOnlyMemory<byte>> { writer.Finish("newer", incarnation: 0, number: 0) };
        new StartAct(Nonce: 1, "127.0.0.1:1", RulesFrom: 1, RulesTo: 2, GraceMilliseconds: 1000).AddTo(writer);
        entries.Add(writer.Finish("newer", incarnation: 0, number: 0));
        new RulesAct(2).AddTo(writer);
        entries.Add(writer.Finish("newer", incarnation: 1, number: 1));
        await using var stream = await cluster.OpensStream();
        foreach (var entry in entries)
        {
            await stream.PublishAsync(entry, CancellationToken.None);
        }

        return entries;
    }
}
