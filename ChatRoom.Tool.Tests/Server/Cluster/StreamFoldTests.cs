using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Acts;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>Applying the entries of a stream gives every server the same, from wherever it begins.</summary>
internal sealed class StreamFoldTests
{
    [Test]
    public void A_server_that_restarts_from_snapshots_has_the_same_state_as_one_that_applied_everything() =>
        Fuzz.Each(Gen.Choose(0, int.MaxValue - 1), IsTheSame, times: 100);

    [TestCase(1)]
    public void The_random_entries_reach_what_they_are_for(int seed)
    {
        var server = new FoldedServer();
        var entries = new RandomEntries(seed);
        for (var sequence = 1; sequence <= 3000; sequence++)
        {
            server.Apply(sequence, entries.Time, entries.Next(server.State));
        }

        Assert.Multiple(() =>
        {
            foreach (var verdict in new[] { BatchVerdict.Apply, BatchVerdict.Damaged, BatchVerdict.Stale, BatchVerdict.Repeated })
            {
                Assert.That(server.State.Count(verdict), Is.GreaterThan(10), $"{verdict}");
            }

            foreach (var kind in new[] { ClusterEffectKind.Started, ClusterEffectKind.Stopping, ClusterEffectKind.Expired, ClusterEffectKind.Swept })
            {
                Assert.That(server.Effects.Count(effect => effect.Kind == kind), Is.GreaterThan(3), $"{kind}");
            }

            Assert.That(server.Effects, Has.None.Matches<ClusterEffect>(effect => effect.Kind == ClusterEffectKind.Diverged));
            Assert.That(server.Rooms.All().Sum(room => room.Count().Said), Is.GreaterThan(500));
        });
    }

    [Test]
    public void A_server_whose_room_was_changed_behind_its_back_is_contradicted_by_the_next_beat()
    {
        FoldedServer[] servers = [new(), new()];
        var writer = new BatchWriter();
        new GenesisAct(1).AddTo(writer);
        Apply(servers, 1, writer.Finish("a", 0, 0));
        new StartAct(1, "a:1", 1, 1, 1000).AddTo(writer);
        Apply(servers, 2, writer.Finish("a", 0, 0));
        RoomActs.Write(writer, Nickname.MakeAcceptable("lobby"), EnterOf("alice"));
        Apply(servers, 3, writer.Finish("a", 1, 1));
        servers[1].Control.Apply(new ControlAct.Impose(BanList.Bans, new Ban(new BanTarget(Nickname.MakeAcceptable("bob"), null), 0, null, Nickname.MakeAcceptable("eve"), "")), 0, 0);
        RoomActs.Write(writer, Nickname.MakeAcceptable("lobby"), EnterOf("bob"));
        Apply(servers, 4, writer.Finish("a", 1, 2));
        new BeatAct(servers[0].State.Digest, 4).AddTo(writer);
        Apply(servers, 5, writer.Finish("a", 1, 3));
        Assert.That(servers[0].Effects, Has.None.Matches<ClusterEffect>(effect => effect.Kind == ClusterEffectKind.Diverged));
        Assert.That(servers[1].Effects, Has.Exactly(1).Matches<ClusterEffect>(effect => effect is { Kind: ClusterEffectKind.Diverged, NodeId: "a", Position: 4 }));
    }

    private static EnterAct EnterOf(string name) =>
        new(Holders.Of(1, name.Length), Nickname.MakeAcceptable(name), IsMember: true, IsBot: false, IsNumbered: false, Session: null, IsResumed: false, Number: 0, Refused: []);

    private static void Apply(FoldedServer[] servers, long sequence, byte[] entry) =>
        Array.ForEach(servers, server => Assert.That(server.Apply(sequence, 1000 * sequence, entry), Is.EqualTo(BatchVerdict.Apply)));

    private static void IsTheSame(int seed)
    {
        var (steady, restarting) = (new FoldedServer(), new FoldedServer());
        var (entries, random) = (new RandomEntries(seed), new Random(seed));
        for (var sequence = 1; sequence <= 300; sequence++)
        {
            if (random.Next(15) == 0)
            {
                restarting = new FoldedServer(restarting.Snapshot());
            }

            var entry = entries.Next(steady.State);
            var verdict = steady.Apply(sequence, entries.Time, entry);
            Assert.That(restarting.Apply(sequence, entries.Time, entry), Is.EqualTo(verdict));
            Assert.That(restarting.Describe(), Is.EqualTo(steady.Describe()), $"seed {seed}, after entry {sequence}");
        }
    }
}
