using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>The instruments <c>chatroom.cluster.*</c>, as a listener reads them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ClusterMetricsTests
{
    [Test]
    public async Task They_show_how_far_a_server_is_and_that_it_is_cut_off()
    {
        var options = new List<ServerOptions>();
        await using var cluster = await RunningCluster.StartAsync(2, same => same with { Lease = TimeSpan.FromSeconds(2) }, adapted =>
        {
            options.Add(adapted);
            return adapted;
        });
        using var meter = new MeterReader(options[1]);
        using var alice = await cluster[0].JoinTypedAsync("alice");

        await alice.Sends("say 1 lobby one\nsay 2 lobby two\n");
        await meter.Until("chatroom.cluster.lines", 2);
        await meter.Until("chatroom.cluster.oldest_unapplied", 0);

        Assert.That(meter["chatroom.cluster.nodes"], Is.EqualTo(2));
        Assert.That(meter["chatroom.cluster.lag"], Is.Zero);
        Assert.That(meter["chatroom.cluster.cut_off"], Is.Zero);
        Assert.That(meter["chatroom.cluster.batches"], Is.InRange(1, meter["chatroom.cluster.applied"]));
        Assert.That(
            meter.Names.Where(name => name.StartsWith("chatroom.cluster.skipped", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { "damaged", "stale", "repeated", "gap" }.Select(kind => $"chatroom.cluster.skipped {kind}")));

        cluster.CutsOff(1);
        await meter.Until("chatroom.cluster.cut_off", 1);
        await meter.Until("chatroom.cluster.oldest_unapplied", seconds => seconds > 2);
        cluster.Mends(1);
        await meter.Until("chatroom.cluster.cut_off", 0);
    }

    [Test]
    public async Task A_server_alone_has_none_of_them()
    {
        var options = RunningServer.Options with { };
        await using var server = RunningServer.Start(options);
        using var meter = new MeterReader(options);

        await meter.Until("chatroom.rooms", 1);

        Assert.That(meter.Names, Has.None.Contains("cluster"));
    }
}
