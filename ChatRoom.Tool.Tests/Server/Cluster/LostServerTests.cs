using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>A server stops, loses its link, or the log itself stands still.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LostServerTests
{
    private const string Session = "0123456789abcdef0123456789abcdef";

    private const string CutOffNotice = "^(# |notice [0-9]+ )This server is cut off from the other servers";

    private const string BackNotice = "^(# |notice [0-9]+ )This server is connected to the others again";

    [Test]
    public async Task A_restart_of_one_server_after_the_other_shows_nobody_leaving_whose_client_goes_on()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var reader = await EventReader.ReadsAt(cluster[1]);
        var ci = await EntersAsync(cluster, 0, $"join lobby ci session={Session}");
        await ci.HearsUpTo(" lobby ci$");
        using var nc = await cluster[0].JoinAsync("nc");
        await reader.ReadsUpTo(" nc");

        for (var place = 0; place < 2; place++)
        {
            var stopping = cluster.Stops(place);
            await ci.HearsUpTo("^retry [0-9]+$");
            await ci.HearsUpTo("^bye draining ");
            ci = await EntersAsync(cluster, 1 - place, $"join lobby ci resume={Session}");
            await ci.HearsUpTo("^welcome ");
            await stopping;
            if (place == 0)
            {
                await cluster.StartsAgain(0);
                await reader.GoesTo(cluster[0]);
            }
        }

        // A client without a session leaves when the grace is over.
        await reader.ReadsNext();
        Assert.That(reader.Events.Select(line => $"{line.Split(' ')[0]} {line.Split(' ')[4]}"), Is.EqualTo(["join ci", "join nc", "leave nc"]));
        ci.Dispose();
    }

    [Test]
    public async Task A_server_whose_link_is_cut_is_expired_and_its_members_must_come_again_when_it_is_back()
    {
        await using var cluster = await RunningCluster.StartAsync(2, options => options with { Lease = TimeSpan.FromSeconds(2) });
        using var reader = await EventReader.ReadsAt(cluster[1]);
        using var nc = await cluster[0].JoinAsync("nc");
        using var lost = await EntersAsync(cluster, 0, $"join lobby ci session={Session}");
        await lost.HearsUpTo("^join .* ci$");
        await reader.ReadsUpTo(" ci");

        cluster.CutsOff(0);
        await reader.ReadsNext();
        Assert.That(reader.Events[^1], Does.StartWith("leave "));
        await lost.Says("say 1 lobby of a zombie");
        await nc.Says("of another one");
        using var ci = await EntersAsync(cluster, 1, $"join lobby ci resume={Session}");
        await ci.HearsUpTo("^welcome ");
        await ci.Says("say 1 lobby of ci");
        await ci.HearsUpTo("^ack 1 ");

        cluster.Mends(0);
        await lost.HearsUpTo("^retry 0$");
        await lost.HearsUpTo("^bye cut-off ");
        await nc.HearsUpTo("^# .*cut off");
        await nc.HearsToTheEnd();
        using var again = await JoinsWhenOpen(cluster, 0, "nc2");
        await again.Says("say 1 lobby back");
        await reader.ReadsUpTo(" nc2 back");
        Assert.That(reader.Said, Is.EqualTo(["of ci", "back"]));
        Assert.That(reader.Events.Select(line => line.Split(' ')[0]), Is.EqualTo(["join", "join", "leave", "message", "join", "message"]));
        Assert.That(cluster[0].Log.ToString(), Does.Contain("counted this server as lost"));
    }

    [Test]
    public async Task Nobody_leaves_while_the_log_stands_still_and_what_was_said_meanwhile_is_said_once()
    {
        await using var cluster = await RunningCluster.StartAsync(2, options => options with { Lease = TimeSpan.FromSeconds(2) });
        using var reader = await EventReader.ReadsAt(cluster[1]);
        using var alice = await cluster[0].JoinAsync("alice");
        using var bob = await cluster[1].JoinAsync("bob");
        using var hopping = await EntersAsync(cluster, 0, $"join lobby ci session={Session} elsewhere");
        await hopping.HearsUpTo("^join .* ci$");
        await alice.HearsUpTo("^ci joined!");
        await bob.HearsUpTo("^ci joined!");

        await cluster.Nats.Stopped();
        await alice.Says("meanwhile");
        await Task.WhenAll(alice.HearsUpTo(CutOffNotice), bob.HearsUpTo(CutOffNotice));

        // A client that can go elsewhere is sent there; newcomers are refused; readers read.
        await hopping.HearsUpTo("^retry 0$");
        await hopping.HearsUpTo("^bye cut-off ");
        using var newcomer = await EntersAsync(cluster, 0, "join lobby new");
        await newcomer.HearsUpTo("^error not-written 0 ");
        using var hopper = await EntersAsync(cluster, 0, "join lobby new elsewhere");
        await hopper.HearsUpTo("^error cut-off 0 ");
        using var watcher = await EventReader.ReadsAt(cluster[0]);
        await watcher.ReadsUpTo(" ci");
        await bob.Says("/who");
        await bob.HearsUpTo("alice");

        await cluster.Nats.Continued();
        await Task.WhenAll(alice.HearsUpTo(BackNotice), bob.HearsUpTo(BackNotice));
        using var ci = await EntersAsync(cluster, 1, $"join lobby ci resume={Session}");
        await ci.HearsUpTo("^welcome ");
        await bob.Says("still here");
        await alice.HearsUpTo("^bob: still here");
        await reader.ReadsUpTo(" bob still here");
        await watcher.ReadsUpTo(" bob still here");
        Assert.That(reader.Said, Is.EqualTo(["meanwhile", "still here"]));
        Assert.That(reader.Events.Select(line => line.Split(' ')[0]), Is.EqualTo(["join", "join", "join", "message", "message"]));
        Assert.That(watcher.Events, Is.EqualTo(reader.Events));
    }

    [Test]
    public async Task A_server_that_is_cut_off_can_be_stopped()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinAsync("alice");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.HearsUpTo("^bob joined!");
        using var reader = await EventReader.ReadsAt(cluster[1]);
        await bob.Says("say 1 lobby here");
        await reader.ReadsUpTo(" bob here");
        cluster.CutsOff(0);

        // Their outcomes come from the log, which the server does not reach.
        await alice.Says("/nick alicia");
        using var newcomer = await EntersAsync(cluster, 0, "join lobby new");
        await bob.Says("say 2 lobby meanwhile");
        await reader.ReadsUpTo(" bob meanwhile");

        // It may be answered when the server gives up, or not any more.
        var waiting = reader.GoesTo(cluster[0]);
        await cluster.Stops(0);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await newcomer.HearsToTheEnd();
    }

    private static async Task<TestPeer> EntersAsync(RunningCluster cluster, int place, string entering)
    {
        var peer = await cluster[place].ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("ci\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says(entering);
        return peer;
    }

    /// <summary>A server that is back refuses newcomers until its new run has begun.</summary>
    private static async Task<TestPeer> JoinsWhenOpen(RunningCluster cluster, int place, string name)
    {
        while (true)
        {
            var peer = await EntersAsync(cluster, place, $"join lobby {name}");
            if ((await peer.NextLine("a welcome")).StartsWith("welcome ", StringComparison.Ordinal))
            {
                return peer;
            }

            peer.Dispose();
        }
    }
}
