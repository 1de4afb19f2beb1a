using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Tests.Support.Cluster;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>A server with another state than the others is found out, and a damaged batch makes no server differ.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DivergedServerTests
{
    [Test]
    public async Task A_server_whose_state_differs_from_most_others_ends_and_the_others_go_on()
    {
        await using var cluster = await RunningCluster.StartAsync(3);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        await cluster.Stops(2);
        var path = Path.Combine(cluster.DataOf(2), "cluster", "state");
        await File.WriteAllBytesAsync(path, EditedSnapshot.Without(await File.ReadAllBytesAsync(path), Nickname.MakeAcceptable("alice")));
        await cluster.StartsAgain(2);

        // For that server nobody says this, because there is no alice.
        await alice.Says("say 1 lobby hello");
        Assert.That(
            await cluster[2].EndsByItself(),
            Does.Match("^this server's state differs from that of node-[01] after entry [0-9]+\\. It stops, so that nobody is told two stories; "));
        await alice.Says("say 2 lobby still here");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.HearsUpTo("^join .* bob$");
        await alice.Says("say 3 lobby hello, bob");
        await bob.HearsUpTo(" alice hello, bob$");
    }

    [Test]
    public async Task Batches_that_are_damaged_or_of_nobody_change_nothing_at_any_server()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await using (var stream = await cluster.OpensStream())
        {
            var writer = new BatchWriter();
            new GenesisAct(7).AddTo(writer);
            var second = writer.Finish("test", incarnation: 0, number: 0);
            StopAct.AddTo(writer);
            var stale = writer.Finish("node-0", incarnation: 1000, number: 1);
            StopAct.AddTo(writer);
            var gap = writer.Finish("node-0", incarnation: 1, number: 1_000_000);
            StopAct.AddTo(writer);
            var damaged = writer.Finish("node-0", incarnation: 1, number: 1);
            damaged[^1] ^= 1;
            foreach (var entry in new[] { [], [1, 2, 3], second, stale, gap, damaged })
            {
                await stream.PublishAsync(entry, CancellationToken.None);
            }
        }

        await alice.Says("say 1 lobby hello");
        await bob.HearsUpTo(" alice hello$");
        await bob.Says("say 1 lobby hi");
        await alice.HearsUpTo(" bob hi$");
        var late = await cluster.AddsServer();
        using var carol = await late.JoinTypedAsync("carol");
        await alice.HearsUpTo("^join .* carol$");
    }
}
