using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>The disk of one server is full: the log of the cluster has everything, so nothing is refused.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FullDiskOfOneServerTests
{
    [Test]
    public async Task Members_at_a_server_whose_disk_is_full_go_on_and_later_events_are_on_its_disk_again()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var options = cluster.OptionsOf(1);
        await using var limited = await LimitedDiskServer.StartAsync(
            options.Log!.Folder, arguments: ["--cluster", options.Cluster!.Uris[0], "--cluster-name", options.Cluster.Name, "--node-id", "limited", "--cluster-keep", "64MiB"]);
        using var reader = await EventReader.ReadsAt(cluster[0]);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var bob = await TestPeer.JoinTypedAsync(limited.Port, "bob");
        await bob.Says("say 1 lobby before");
        await alice.HearsUpTo(" bob before$");

        await limited.HasRoomFor(1);
        await bob.Says("say 2 lobby while it is full");
        await bob.HearsUpTo("^ack 2 ");
        await limited.Process.PrintsLike("messages in lobby are missing in the log on this disk until it can be written: ");
        await alice.Says("say 1 lobby so what");
        await bob.HearsUpTo(" alice so what$");
        using (var newcomer = await TestPeer.JoinTypedAsync(limited.Port, "carol"))
        {
            await alice.HearsUpTo("^join .* carol$");
        }

        await limited.HasRoomAgain();
        await bob.Says("say 3 lobby after");
        await limited.Process.PrintsLike("messages in lobby are written to the log again");
        await reader.ReadsUpTo(" bob after");
        Assert.That(reader.Said, Is.EqualTo(["before", "while it is full", "so what", "after"]));

        // In memory it has everything.
        await reader.GoesTo(limited.Port);
        using var second = await EventReader.ReadsAt(limited.Port);
        await second.ReadsUpTo(" bob after");
        Assert.That(second.Events, Is.EqualTo(reader.Events));
    }
}
