using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>The servers of a cluster are one room: everything is read at all, in one order.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OneRoomTests
{
    [Test]
    public async Task Everything_said_at_any_server_is_read_at_all_in_one_order_under_the_same_ids_and_is_the_same_on_their_disks()
    {
        const int each = 200;
        await using var cluster = await RunningCluster.StartAsync(3);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        using var carol = await cluster[2].JoinTypedAsync("carol");
        var readers = await Task.WhenAll(Enumerable.Range(0, 3).Select(place => EventReader.ReadsAt(cluster[place])));

        await Task.WhenAll(SaysMany(alice, "a"), SaysMany(bob, "b"), SaysMany(carol, "c"));
        await alice.HearsUpTo($" alice a{each}$");
        await bob.HearsUpTo($" bob b{each}$");
        await carol.HearsUpTo($" carol c{each}$");
        await alice.Says($"say {each + 1} lobby the end");
        await Task.WhenAll(readers.Select(reader => reader.ReadsUpTo(" alice the end")));

        Assert.That(readers[1].Events, Is.EqualTo(readers[0].Events));
        Assert.That(readers[2].Events, Is.EqualTo(readers[0].Events));
        Assert.That(readers[0].Said, Has.Length.EqualTo((3 * each) + 1));
        foreach (var name in "abc")
        {
            Assert.That(readers[0].Said.Where(text => text[0] == name), Is.EqualTo(Enumerable.Range(1, each).Select(number => $"{name}{number}")));
        }

        for (var place = 0; place < 3; place++)
        {
            await cluster.Stops(place);
            readers[place].Dispose();
        }

        Assert.That(cluster.EventsOnDisk(0), Has.Length.GreaterThan(3 * each));
        Assert.That(cluster.EventsOnDisk(1).Take(readers[0].Events.Count), Is.EqualTo(cluster.EventsOnDisk(0).Take(readers[0].Events.Count)));
        Assert.That(cluster.EventsOnDisk(2).Take(readers[0].Events.Count), Is.EqualTo(cluster.EventsOnDisk(0).Take(readers[0].Events.Count)));

        static async Task SaysMany(TestPeer peer, string prefix)
        {
            for (var number = 1; number <= each; number++)
            {
                await peer.Says($"say {number} lobby {prefix}{number}");
            }
        }
    }

    [Test]
    public async Task A_line_client_hears_and_sees_members_of_other_servers_as_its_own()
    {
        await using var cluster = await RunningCluster.StartAsync(3);
        using var alice = await cluster[0].JoinAsync("alice");
        using var bob = await cluster[1].JoinAsync("bob");
        await alice.Hears("bob joined!");
        using var carol = await cluster[2].JoinAsync("Carol");
        await alice.Hears("Carol joined!");
        await bob.Hears("Carol joined!");

        await alice.Says("hi");
        await Task.WhenAll(alice.Hears("alice: hi"), bob.Hears("alice: hi"), carol.Hears("alice: hi"));
        await bob.Says("/me waves");
        await Task.WhenAll(alice.Hears("* bob waves"), bob.Hears("* bob waves"), carol.Hears("* bob waves"));
        await bob.Says("/nick robert");
        await Task.WhenAll(alice.HearsLike("bob.*robert"), bob.HearsLike("bob.*robert"), carol.HearsLike("bob.*robert"));
        await carol.Says("/topic tea");
        await Task.WhenAll(alice.HearsLike("Carol.*tea"), bob.HearsLike("Carol.*tea"), carol.HearsLike("Carol.*tea"));
        using var dave = await TestPeer.EnterAsync(cluster[1].EndPoint.Port, "join lobby dave", "^welcome lobby dave ");
        await dave.HearsLike("^subject lobby [0-9]+ Carol tea$");
        await alice.HearsUpTo("^dave joined!");

        await alice.Says("/who");
        var who = await alice.HearsLike("Carol");
        Assert.That(who, Does.Contain("alice").And.Contain("robert").And.Contain("dave"));
    }

    [Test]
    public async Task The_name_of_a_member_at_another_server_is_taken()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var second = await TestPeer.EnterAsync(cluster[1].EndPoint.Port, "join lobby ALICE", "^error name-taken 0 ");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await bob.Says("command 1 lobby /nick Alice");
        await bob.HearsUpTo("^error name-taken 1 ");
    }

    [Test]
    public async Task A_member_that_moves_to_another_room_is_seen_there_and_in_the_list_of_rooms_at_all_servers()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinAsync("alice");
        using var bob = await cluster[1].JoinAsync("bob");
        await alice.Hears("bob joined!");

        await alice.Says("/join den");
        await bob.Hears("alice left!");
        await alice.HearsUpTo("^alice joined!");
        await bob.Says("/rooms");
        await bob.HearsUpTo("den.* 1( |$)");
        await bob.Says("/join DEN");
        await alice.Hears("bob joined!");
        await bob.HearsUpTo("^bob joined!");
        await bob.Says("here");
        await Task.WhenAll(alice.Hears("bob: here"), bob.Hears("bob: here"));
    }

    [Test]
    public async Task A_private_text_reaches_a_member_at_another_server_once_and_is_in_no_log()
    {
        await using var cluster = await RunningCluster.StartAsync(3);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        using var carol = await cluster[2].JoinTypedAsync("carol");

        await alice.Says("command 1 lobby /msg bob a secret");
        await bob.HearsUpTo("^private [0-9]+ lobby alice bob a secret$");
        await alice.HearsUpTo("^private [0-9]+ lobby alice bob a secret$");
        await alice.Says("command 2 lobby /msg nobody a secret");
        await alice.HearsUpTo("^error no-such-name 2 ");
        await alice.Says("say 3 lobby after it");
        Assert.That(await bob.HearsUpTo(" alice after it$"), Has.None.StartsWith("private "), "it came once");
        Assert.That(await carol.HearsUpTo(" alice after it$"), Has.None.Contain("secret"));

        for (var place = 0; place < 3; place++)
        {
            await cluster.Stops(place);
            Assert.That(cluster.EventsOnDisk(place), Has.None.Contain("secret"));
        }

        Assert.That(await cluster.BytesInStream(), Does.Contain("after it").And.Not.Contain("secret"));
    }
}
