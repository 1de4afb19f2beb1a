using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.State;

/// <summary>
/// Random histories: processes of three nodes start, speak, stop and speak on after their end, propose the end of others, and entries
/// come twice or damaged.
/// </summary>
internal sealed class ClusterHistoryTests
{
    private static readonly Gen<(int What, int Who, int Whom, int Time, int Value)[]> Histories =
        (from what in Gen.Choose(0, 15)
         from who in Gen.Choose(0, 5)
         from whom in Gen.Choose(0, 5)
         from time in Gen.Elements(0, 1, 500, 1000, 3000)
         from value in Gen.Choose(0, 5)
         select (What: what, Who: who, Whom: whom, Time: time, Value: value)).ArrayOf(80);

    [Test]
    public void A_server_that_starts_from_a_snapshot_at_any_entry_comes_to_the_same_state() =>
        Fuzz.Each(
            Histories,
            steps =>
            {
                var (stream, other) = (new TestStream(), new ClusterState());
                TestStream.Apply(other, 1, stream.Entries[0].Time, stream.Entries[0].Bytes);
                var processes = new List<TestNode>();
                foreach (var step in steps)
                {
                    // The one restarts at every entry, the other at some.
                    stream.Restart();
                    other = step.Value == 0 ? TestStream.Copy(other) : other;
                    var outcome = Append(stream, processes, step);
                    var (time, entry) = stream.Entries[^1];
                    var (verdict, effects) = TestStream.Apply(other, stream.Entries.Count, time, entry);

                    Assert.That(verdict, Is.EqualTo(outcome.Verdict));
                    Assert.That(effects.Where(IsForAll), Is.EqualTo(outcome.Effects.Where(IsForAll)));
                    Assert.That(other.Digest, Is.EqualTo(stream.State.Digest));
                    Assert.That(TestStream.Snapshot(other), Is.EqualTo(TestStream.Snapshot(stream.State)));
                }

                var last = new ClusterState();
                for (var index = 0; index < stream.Entries.Count; index++)
                {
                    TestStream.Apply(last, index + 1, stream.Entries[index].Time, stream.Entries[index].Bytes);
                }

                Assert.That(TestStream.Snapshot(last), Is.EqualTo(TestStream.Snapshot(stream.State)));
            },
            times: 100);

    [Test]
    public void Nothing_of_a_run_that_ended_is_applied_and_its_seats_are_swept_after_its_grace_alone() =>
        Fuzz.Each(
            Histories,
            steps =>
            {
                var (stream, processes) = (new TestStream(), new List<TestNode>());
                var (ended, heard) = (new Dictionary<long, long>(), new HashSet<(long, long)>());
                foreach (var step in steps)
                {
                    var sequenceOf = stream.State.Nodes.ToDictionary(node => node.Incarnation, node => node.LastSequence);
                    var (verdict, effects) = Append(stream, processes, step);
                    _ = Batch.TryParse(stream.Entries[^1].Bytes, out var batch);
                    var isApplied = verdict == BatchVerdict.Apply && batch.Incarnation > 0;
                    Assert.That(!isApplied || stream.State.Find(batch.Incarnation) is null or { IsHeard: true }, "it is of a run that is heard");
                    Assert.That(!isApplied || heard.Add((batch.Incarnation, batch.Number)), "it is applied once");
                    foreach (var effect in effects)
                    {
                        switch (effect.Kind)
                        {
                            case ClusterEffectKind.Expired:
                                Assert.That(ExpireOf(batch).LastSequence, Is.EqualTo(sequenceOf[effect.Incarnation]));
                                break;
                            case ClusterEffectKind.Swept:
                                Assert.That(ended[effect.Incarnation] + TestGrace, Is.LessThanOrEqualTo(stream.State.Now));
                                Assert.That(stream.State.Find(effect.Incarnation), Is.Null);
                                break;
                            default:
                                break;
                        }
                    }

                    foreach (var node in stream.State.Nodes.Where(node => node.Phase != NodePhase.Alive))
                    {
                        ended.TryAdd(node.Incarnation, stream.State.Now);
                    }

                    Assert.That(stream.State.Nodes.Where(node => node.IsHeard).Select(node => node.Id), Is.Unique);
                    Assert.That(stream.State.Nodes.Select(node => node.Incarnation), Is.Ordered.And.Unique);
                }
            });

    [Test]
    public void A_snapshot_that_is_damaged_or_cut_off_never_throws() =>
        Fuzz.Each(
            from steps in Histories from bit in Gen.Choose(0, 100_000) select (Steps: steps, Bit: bit),
            test =>
            {
                var (stream, processes) = (new TestStream(), new List<TestNode>());
                foreach (var step in test.Steps)
                {
                    Append(stream, processes, step);
                }

                var snapshot = TestStream.Snapshot(stream.State);
                var cut = new ActReader(snapshot.AsSpan(0, test.Bit % snapshot.Length));
                Assert.That(ClusterState.Read(ref cut), Is.Null);
                snapshot[test.Bit / 8 % snapshot.Length] ^= (byte)(1 << (test.Bit % 8));
                var damaged = new ActReader(snapshot);
                if (ClusterState.Read(ref damaged) is { } state)
                {
                    Append(stream, processes, test.Steps[0]);
                    TestStream.Apply(state, state.Applied + 1, stream.Time, stream.Entries[^1].Bytes);
                }
            });

    private const int TestGrace = 2000;

    private static (BatchVerdict Verdict, ClusterEffect[] Effects) Append(TestStream stream, List<TestNode> processes, (int What, int Who, int Whom, int Time, int Value) step)
    {
        stream.Time += step.Time - (step.Value == 1 ? 200 : 0);
        if (step.What == 0 || processes.Count == 0)
        {
            var started = new TestNode($"{"abc"[step.Who % 3]}:1", (ulong)stream.Entries.Count);
            var outcome = stream.Append(started.Start(TestGrace, rulesTo: 1 + (step.Value % 2)));
            started.Incarnation = outcome.Effects.Single().Incarnation;
            processes.Add(started);
            return outcome;
        }

        // One of the last six processes, whether it is over or not.
        var who = processes[Math.Max(0, processes.Count - 1 - step.Who)];
        var whom = processes[Math.Max(0, processes.Count - 1 - step.Whom)];
        switch (step.What)
        {
            case 1:
                return stream.Append(who.Start(TestGrace));
            case 2:
                return stream.Append(stream.Entries[^Math.Min(stream.Entries.Count, step.Value + 1)].Bytes);
            case 3:
                who.Number += step.Value - 1;
                return stream.Append(who.Batch(Room(step.Value)));
            case 4:
                var entry = who.Batch(Room(step.Value));
                entry[step.Value] ^= 4;
                return stream.Append(entry);
            default:
                return stream.Append(who.Batch(ActOf(stream, whom, step), Room(step.Value)));
        }
    }

    private static Action<BatchWriter> ActOf(TestStream stream, TestNode whom, (int What, int Who, int Whom, int Time, int Value) step) => step.What switch
    {
        5 => StopAct.AddTo,
        6 or 7 or 8 => new ExpireAct(whom.Id, whom.Incarnation, (stream.State.Find(whom.Incarnation)?.LastSequence ?? 0) - (step.Value == 2 ? 1 : 0)).AddTo,
        9 or 10 or 11 => new SweepAct(whom.Id, whom.Incarnation).AddTo,
        12 => new RulesAct(step.Value).AddTo,
        13 => new SnapshotAct(stream.State.Applied - step.Value, stream.State.Digest).AddTo,
        _ => stream.Beat(),
    };

    /// <summary>Whether an old digest is still known depends on when the server started.</summary>
    private static bool IsForAll(ClusterEffect effect) => effect.Kind != ClusterEffectKind.Diverged;

    private static Action<BatchWriter> Room(int value) => batch => batch.Add((ActKind)(16 + value), new byte[value * 7]);

    private static ExpireAct ExpireOf(in Batch batch)
    {
        foreach (var act in batch)
        {
            if (ExpireAct.TryRead(act, out var expire))
            {
                return expire;
            }
        }

        return default;
    }
}
