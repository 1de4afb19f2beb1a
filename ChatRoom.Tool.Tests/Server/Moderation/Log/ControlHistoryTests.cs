using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation.Log;

/// <summary>Random histories of acts.</summary>
internal sealed class ControlHistoryTests
{
    private static readonly string[] Names = ["bob", "Bob", "eve", "x.y", "[ann]", "o^o"];
    private static readonly string[] Networks = ["192.0.2.7", "192.0.2.0/24", "2001:db8::/64", "0.0.0.0/0"];

    [Test]
    public void The_state_after_every_restart_equals_the_state_before_it([Values] bool syncs)
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var scratch = new ScratchControlLog();
        var (store, state) = scratch.OpenStore();
        var twin = new ControlState();
        var segments = new HashSet<string>();
        for (var step = 0; step < 400 || (segments.Count < 3 && step < 10_000); step++)
        {
            var records = Decide(random, state, step).Records;
            if (records.Length == 0)
            {
                continue;
            }

            Assert.That(store.TryAppend(state, records, step, step, out var written, out var whyNot), whyNot);
            Array.ForEach(written, state.Apply);
            Array.ForEach(written, twin.Apply);
            if (syncs)
            {
                Assert.That(store.Sync(), Is.Null);
            }

            segments.UnionWith(scratch.Files);
            var before = ScratchControlLog.TextOf(state);
            store.Dispose();
            (store, state) = scratch.OpenStore();
            Assert.That(ScratchControlLog.TextOf(state), Is.EqualTo(before), $"seed {seed}, step {step}");
            Assert.That(ScratchControlLog.TextOf(twin), Is.EqualTo(before), $"seed {seed}, step {step}");
        }

        store.Dispose();
        Assert.That(scratch.Reports, Is.Empty);
        Assert.That(segments, Has.Count.AtLeast(3));
        Assert.That(scratch.Files, Has.Length.EqualTo(syncs ? 1 : segments.Count));
    }

    [Test]
    public void A_record_that_was_written_is_read_as_the_same_record()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var state = new ControlState();
        for (var step = 0; step < 1000; step++)
        {
            var records = Decide(random, state, step).Records;
            Array.ForEach(records, state.Apply);
            var lines = Encoding.UTF8.GetString(ControlLines.Encode(records)).Split('\n');
            Assert.That(lines[^1], Is.Empty);
            for (var index = 0; index < records.Length; index++)
            {
                Assert.That(ControlLines.TryParse(Encoding.UTF8.GetBytes(lines[index]), out var read, out var more), lines[index]);
                Assert.That(read, Is.EqualTo(records[index]));
                Assert.That(more, Is.EqualTo(index == 0 ? records.Length - 1 : 0));
            }
        }
    }

    [TestCase("ban 1 bob * *")]
    [TestCase("ban 1 * * * alice")]
    [TestCase("ban now bob * * alice")]
    [TestCase("unban 1 bob * alice more")]
    [TestCase("lock 1 attic")]
    [TestCase("forget 1 bob * alice")]
    public void A_line_that_no_server_writes_is_damaged(string body)
    {
        var line = Encoding.UTF8.GetBytes($"00000000 - {body}");
        ChatRoom.Server.Log.Records.Checksum.Write(line);
        Assert.That(ControlLines.TryParse(line, out _, out _), Is.False);
    }

    private static ControlDecision Decide(Random random, ControlState state, long now)
    {
        var by = ScratchControlLog.Name("alice");
        var list = random.Next(2) == 0 ? BanList.Bans : BanList.Mutes;
        ControlAct act = random.Next(8) switch
        {
            0 or 1 => new ControlAct.Impose(BanList.Bans, RandomBan(random, now)),
            2 => new ControlAct.Impose(BanList.Mutes, RandomBan(random, now) with { Target = new BanTarget(RandomName(random), null) }),
            3 => new ControlAct.Lift(list, RandomBan(random, now).Target, by),
            4 or 5 => new ControlAct.Lock(RandomName(random), random.Next(2) == 0, by),
            6 => new ControlAct.ReplaceLocks([.. Enumerable.Range(0, random.Next(3)).Select(_ => RandomName(random)).Distinct()], by),
            _ => new ControlAct.ReplaceList(list, [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomBan(random, now)).DistinctBy(ban => ban.Target)], by),
        };
        return state.Decide(act, time: now, now);
    }

    private static Ban RandomBan(Random random, long now)
    {
        var network = ScratchControlLog.Target(Networks[random.Next(Networks.Length)]).Network;
        var target = random.Next(3) switch
        {
            0 => new BanTarget(null, network),
            1 => BanTarget.Of(RandomName(random), IPAddress.Parse($"198.51.100.{random.Next(3)}")),
            _ => new BanTarget(RandomName(random), null),
        };
        var reason = random.Next(3) switch
        {
            0 => "",
            1 => " a  reason: äöü 🙂 * # -",
            _ => new string('x', random.Next(4000)),
        };
        return new Ban(target, now, random.Next(2) == 0 ? null : now + random.Next(20), RandomName(random), reason);
    }

    private static Nickname RandomName(Random random) => ScratchControlLog.Name(Names[random.Next(Names.Length)]);
}
