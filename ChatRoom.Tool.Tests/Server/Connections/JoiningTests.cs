using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class JoiningTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    [Test]
    public async Task A_peer_without_a_name_blocks_nobody_and_is_closed_at_the_deadline()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(Options with { Time = time });
        using var silent = await server.ConnectAsync();
        await silent.HearsBytes("NAME");
        using var alice = await server.JoinAsync("alice");
        await alice.Says("hi");
        await alice.Hears("alice: hi");

        await time.SomebodyWaitsFor(server.NameTimeout);
        time.Advance(server.NameTimeout);

        Assert.That(await silent.HearsToTheEnd(), Is.Empty);
        await alice.Says("still here");
        await alice.Hears("alice: still here");
    }

    [Test]
    public async Task A_peer_with_a_refused_name_is_closed_at_the_deadline()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(Options with { Time = time });
        using var slow = await server.ConnectAsync();
        await slow.HearsBytes("NAME");
        await slow.Says("not allowed");
        await slow.HearsLike("^! That name is not allowed");
        await slow.HearsBytes("NAME");

        time.Advance(server.NameTimeout);

        await slow.Hears("# No name came in time, so the connection is closed; connect again to join.");
        Assert.That(await slow.HearsToTheEnd(), Is.Empty);
    }

    [Test]
    public async Task A_name_may_arrive_byte_by_byte_in_every_dialect()
    {
        await using var server = RunningServer.Start(Options);
        using var line = await server.ConnectAsync();
        using var typed = await server.ConnectAsync();
        foreach (var one in "alice\n")
        {
            await line.Sends($"{one}");
        }

        await line.HearsBytes("NAME");
        await line.Hears("alice joined!", "Connected to server!");
        foreach (var one in "ci\0join lobby ci\n")
        {
            await typed.Sends($"{one}");
        }

        await typed.HearsBytes("NAME");
        await typed.Hears("chatroom/1 1.2.3 a test");
        await typed.HearsLike("^welcome lobby ci 1 ");
        await line.Hears("ci joined!");
    }

    [Test]
    public async Task An_endless_name_is_refused()
    {
        await using var server = RunningServer.Start(Options);
        using var endless = await server.ConnectAsync();
        await endless.HearsBytes("NAME");
        await endless.Sends(new string('a', 4000));
        await endless.IsCutOff();
    }

    [Test]
    public async Task Only_one_of_several_peers_gets_the_same_name()
    {
        await using var server = RunningServer.Start(Options);
        var peers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.ConnectAsync()));
        await Task.WhenAll(peers.Select(peer => peer.Says("same")));
        await Task.WhenAll(peers.Select(peer => peer.HearsBytes("NAME")));
        var first = await Task.WhenAll(peers.Select(peer => peer.NextLine()));

        Assert.That(first.Count(line => line == "same joined!"), Is.EqualTo(1));
        Assert.That(first.Count(line => line == "! The name same is taken; choose another."), Is.EqualTo(7));
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Test]
    public async Task A_name_is_free_after_its_member_has_left()
    {
        await using var server = RunningServer.Start(Options);
        using var watcher = await server.JoinAsync("watcher");
        var first = await server.JoinAsync("bob");
        await watcher.Hears("bob joined!");
        first.Dies();
        await watcher.Hears("bob left!");
        using var second = await server.JoinAsync("bob");
    }

    [Test]
    public async Task Two_hundred_peers_join_at_once_and_all_see_one_order()
    {
        await using var server = RunningServer.Start(Options);
        using var watcher = await server.JoinAsync("watcher");
        var peers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => server.ConnectAsync()));
        await Task.WhenAll(peers.Select((peer, i) => peer.Says($"p{i}")));

        var joined = new List<string>();
        for (var i = 0; i < peers.Length; i++)
        {
            joined.Add(await watcher.HearsLike(@"^p\d+ joined!$"));
        }

        Assert.That(joined, Is.Unique);
        for (var i = 0; i < peers.Length; i++)
        {
            await peers[i].HearsBytes("NAME");
            var own = joined.IndexOf($"p{i} joined!");
            await peers[i].Hears($"p{i} joined!", "Connected to server!");
            await peers[i].Hears([.. joined.Skip(own + 1)]);
            peers[i].Dispose();
        }
    }
}
