using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.State;

internal sealed class ClusterStateTests
{
    private readonly TestStream _stream = new();

    private ClusterState State => _stream.State;

    [Test]
    public void The_genesis_gives_the_stream_its_identity_once()
    {
        var other = new BatchWriter();
        new GenesisAct(0xdef).AddTo(other);

        Assert.That(_stream.Append(other.Finish("b:1", 0, 0)).Verdict, Is.EqualTo(BatchVerdict.Repeated));
        Assert.That(State.Identity, Is.EqualTo("0000000000000abc"));
    }

    [Test]
    public void Before_the_genesis_nothing_is_applied()
    {
        var state = new ClusterState();

        Assert.That(TestStream.Apply(state, 1, 5, new TestNode("a:1", 1).Start()).Verdict, Is.EqualTo(BatchVerdict.Stale));
        Assert.That((state.Applied, state.Now, state.Identity), Is.EqualTo((1, 5, "")));
    }

    [Test]
    public void A_node_that_starts_is_alive_and_its_batches_are_applied()
    {
        var a = _stream.Start("a:1");

        Assert.That(_stream.Append(a.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Apply));
        var node = State.Nodes.Single();
        Assert.That((node.Id, node.Incarnation, node.Phase, node.Number, node.LastSequence), Is.EqualTo(("a:1", 1, NodePhase.Alive, 1, 3)));
        Assert.That((node.Address, node.RulesFrom, node.RulesTo, node.GraceMilliseconds, node.GraceEnds), Is.EqualTo(("a:1.example.org:5500", 1, 1, 10_000, (long?)null)));
    }

    [Test]
    public void A_start_that_comes_twice_is_one_start()
    {
        var a = _stream.Start("a:1");

        Assert.That(_stream.Append(a.Start()).Verdict, Is.EqualTo(BatchVerdict.Repeated));
        Assert.That(State.Nodes.Single().Phase, Is.EqualTo(NodePhase.Alive));
    }

    [Test]
    public void A_batch_that_comes_twice_is_applied_once_and_one_after_a_gap_is_not()
    {
        var a = _stream.Start("a:1");
        var (first, second) = (a.Batch(_stream.Beat()), a.Batch(_stream.Beat()));

        Assert.That(_stream.Append(second).Verdict, Is.EqualTo(BatchVerdict.Gap));
        Assert.That(_stream.Append(first).Verdict, Is.EqualTo(BatchVerdict.Apply));
        Assert.That(_stream.Append(first).Verdict, Is.EqualTo(BatchVerdict.Repeated));
        Assert.That(_stream.Append(second).Verdict, Is.EqualTo(BatchVerdict.Apply));
        Assert.That(State.Count(BatchVerdict.Gap) + State.Count(BatchVerdict.Repeated), Is.EqualTo(2));
    }

    [Test]
    public void An_entry_that_is_not_the_next_is_a_hole_and_changes_nothing()
    {
        var before = TestStream.Snapshot(State);

        Assert.That(TestStream.Apply(State, State.Applied + 2, _stream.Time, new TestNode("a:1", 1).Start()).Verdict, Is.EqualTo(BatchVerdict.Hole));
        Assert.That(TestStream.Apply(State, State.Applied, _stream.Time, new TestNode("a:1", 1).Start()).Verdict, Is.EqualTo(BatchVerdict.Hole));
        Assert.That(TestStream.Snapshot(State), Is.EqualTo(before));
        Assert.That(State.Count(BatchVerdict.Hole), Is.EqualTo(2));
    }

    [Test]
    public void A_damaged_entry_is_counted_and_the_next_one_is_applied()
    {
        var a = _stream.Start("a:1");
        var entry = a.Batch(_stream.Beat());
        byte[] damaged = [.. entry[..^1], (byte)(entry[^1] ^ 1)];

        Assert.That(_stream.Append(damaged).Verdict, Is.EqualTo(BatchVerdict.Damaged));
        Assert.That(_stream.Append(entry).Verdict, Is.EqualTo(BatchVerdict.Apply));
        Assert.That(State.Count(BatchVerdict.Damaged), Is.EqualTo(1));
    }

    [Test]
    public void The_time_never_goes_back()
    {
        var (a, then) = (_stream.Start("a:1"), _stream.Time);
        _stream.Time -= 5000;
        _stream.Append(a.Batch(_stream.Beat()));
        Assert.That(State.Now, Is.EqualTo(then));

        _stream.Time = long.MaxValue;
        _stream.Append(a.Batch(_stream.Beat()));
        Assert.That(new StreamTime(State).GetUtcNow().Year, Is.EqualTo(9999), "a time that no date can have counts as the last one");
    }

    [Test]
    public void Batches_of_a_run_are_stale_after_the_node_started_anew()
    {
        var before = _stream.Start("a:1", nonce: 1);
        var after = _stream.Start("a:1", nonce: 2);

        Assert.That(_stream.Append(before.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Stale));
        Assert.That(_stream.Append(before.Start()).Verdict, Is.EqualTo(BatchVerdict.Repeated));
        Assert.That(_stream.Append(after.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Apply));
        Assert.That(State.Nodes.Select(node => (node.Incarnation, node.Phase)), Is.EqualTo(new[] { (before.Incarnation, NodePhase.Closing), (after.Incarnation, NodePhase.Alive) }));
        Assert.That(State.Find("a:1")!.Incarnation, Is.EqualTo(after.Incarnation));
    }

    [Test]
    public void A_batch_with_the_run_of_another_node_is_stale()
    {
        var (a, b) = (_stream.Start("a:1"), _stream.Start("b:1"));
        a.Incarnation = b.Incarnation;

        Assert.That(_stream.Append(a.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Stale));
    }

    [Test]
    public void A_closing_run_is_swept_only_after_its_grace()
    {
        var before = _stream.Start("a:1", nonce: 1);
        var after = _stream.Start("a:1", nonce: 2);

        _stream.Time += 9999;
        Assert.That(_stream.Append(after.Batch(new SweepAct("a:1", before.Incarnation).AddTo)).Effects, Is.Empty);
        _stream.Time += 1;
        Assert.That(_stream.Append(after.Batch(new SweepAct("a:1", before.Incarnation).AddTo)).Effects, Is.EqualTo([new ClusterEffect(ClusterEffectKind.Swept, "a:1", before.Incarnation)]));
        Assert.That(_stream.Append(after.Batch(new SweepAct("a:1", before.Incarnation).AddTo, new SweepAct("a:1", after.Incarnation).AddTo)).Effects, Is.Empty);
        Assert.That(State.Nodes.Single().Incarnation, Is.EqualTo(after.Incarnation));
    }

    [Test]
    public void A_node_that_stops_is_heard_until_its_grace_is_over()
    {
        var (a, b) = (_stream.Start("a:1"), _stream.Start("b:1"));
        Assert.That(_stream.Append(a.Batch(StopAct.AddTo, StopAct.AddTo)).Effects, Is.EqualTo([new ClusterEffect(ClusterEffectKind.Stopping, "a:1", a.Incarnation)]));
        Assert.That(State.Find(a.Incarnation)!.IsStopping);

        _stream.Time += 9000;
        Assert.That(_stream.Append(a.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Apply));
        Assert.That(_stream.Append(b.Batch(new ExpireAct("a:1", a.Incarnation, State.Applied).AddTo)).Effects, Is.Empty, "it ends by its grace");
        _stream.Start("a:1", nonce: 2);
        Assert.That(State.Find(a.Incarnation)!.Phase, Is.EqualTo(NodePhase.Closing));

        _stream.Time += 1000;
        Assert.That(_stream.Append(b.Batch(new SweepAct("a:1", a.Incarnation).AddTo)).Effects.Single().Kind, Is.EqualTo(ClusterEffectKind.Swept), "the grace counts from the stop");
        Assert.That(_stream.Append(a.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Stale));
    }

    [Test]
    public void A_node_expires_only_if_nothing_came_from_it_since()
    {
        var (a, b) = (_stream.Start("a:1"), _stream.Start("b:1"));
        var expire = new ExpireAct("a:1", a.Incarnation, State.Find(a.Incarnation)!.LastSequence);
        _stream.Append(a.Batch(_stream.Beat()));

        Assert.That(_stream.Append(b.Batch(expire.AddTo)).Effects, Is.Empty);
        expire = expire with { LastSequence = State.Find(a.Incarnation)!.LastSequence };
        Assert.That(_stream.Append(a.Batch(expire.AddTo)).Effects, Is.Empty, "the proposal itself came from it");
        expire = expire with { LastSequence = State.Find(a.Incarnation)!.LastSequence };
        Assert.That(_stream.Append(b.Batch(expire.AddTo, expire.AddTo)).Effects, Is.EqualTo([new ClusterEffect(ClusterEffectKind.Expired, "a:1", a.Incarnation)]));
        Assert.That(State.Find(a.Incarnation)!.GraceEnds, Is.EqualTo(_stream.Time + 10_000));
    }

    [Test]
    public void A_node_that_expired_while_it_was_stopped_says_nothing_before_it_starts_anew()
    {
        var (a, b) = (_stream.Start("a:1"), _stream.Start("b:1"));
        var late = a.Batch(batch => batch.Add(ActKind.Say, "late"u8));
        _stream.Append(b.Batch(new ExpireAct("a:1", a.Incarnation, State.Find(a.Incarnation)!.LastSequence).AddTo));

        Assert.That(_stream.Append(late).Verdict, Is.EqualTo(BatchVerdict.Stale));
        var again = _stream.Start("a:1", nonce: 2);
        Assert.That(_stream.Append(late).Verdict, Is.EqualTo(BatchVerdict.Stale));
        Assert.That(State.Find(a.Incarnation)!.Phase, Is.EqualTo(NodePhase.Expired), "it stays so until it is swept");
        Assert.That(_stream.Append(again.Batch(_stream.Beat())).Verdict, Is.EqualTo(BatchVerdict.Apply));
    }

    [Test]
    public void A_beat_with_another_digest_is_found_if_its_entry_is_known()
    {
        var a = _stream.Start("a:1");
        var (digest, position) = (State.Digest, State.Applied);
        var wrong = new BeatAct(digest ^ 1, position);

        Assert.That(_stream.Append(a.Batch(new BeatAct(digest, position).AddTo)).Effects, Is.Empty);
        Assert.That(_stream.Append(a.Batch(wrong.AddTo)).Effects, Is.EqualTo([new ClusterEffect(ClusterEffectKind.Diverged, "a:1", a.Incarnation, position)]));
        Assert.That(_stream.Append(a.Batch(new SnapshotAct(position, digest ^ 1).AddTo)).Effects.Single().Kind, Is.EqualTo(ClusterEffectKind.Diverged));
        Assert.That(_stream.Append(a.Batch(new BeatAct(digest, State.Applied + 1).AddTo)).Effects, Is.Empty, "that entry is not applied");

        while (State.Applied < position + StateDigest.Remembered)
        {
            _stream.Append(a.Batch());
        }

        Assert.That(_stream.Append(a.Batch(wrong.AddTo)).Effects, Is.Empty, "it was too long ago");
    }

    [Test]
    public void A_server_that_starts_from_a_snapshot_knows_the_digest_of_its_entry()
    {
        var a = _stream.Start("a:1");
        var (digest, position) = (State.Digest, State.Applied);
        _stream.Restart();

        Assert.That(_stream.Append(a.Batch(new BeatAct(digest, position).AddTo)).Effects, Is.Empty);
        Assert.That(_stream.Append(a.Batch(new BeatAct(digest ^ 1, position - 1).AddTo)).Effects, Is.Empty, "not known");
        Assert.That(_stream.Append(a.Batch(new BeatAct(digest ^ 1, position).AddTo)).Effects, Has.Length.EqualTo(1));
    }

    [Test]
    public void Servers_that_were_told_different_records_have_different_digests()
    {
        var a = _stream.Start("a:1");
        var other = TestStream.Copy(State);
        var entry = a.Batch(batch => batch.Add(ActKind.Say, "hello"u8));
        _stream.Append(entry);
        entry = new TestNode("a:1", 1) { Incarnation = a.Incarnation }.Batch(batch => batch.Add(ActKind.Say, "hellp"u8));
        TestStream.Apply(other, State.Applied, _stream.Time, entry);
        Assert.That(other.Digest, Is.Not.EqualTo(State.Digest));

        entry = a.Batch(new BeatAct(State.Digest, State.Applied).AddTo);
        Assert.That(TestStream.Apply(other, State.Applied + 1, _stream.Time, entry).Effects.Single().Kind, Is.EqualTo(ClusterEffectKind.Diverged));
    }

    [Test]
    public void The_rules_change_at_one_entry_if_all_nodes_can_apply_them()
    {
        var (old, a) = (_stream.Start("old:1"), _stream.Start("a:1", rulesTo: 2));
        Assert.That(_stream.Append(a.Batch(new RulesAct(2).AddTo)).Effects, Is.Empty);
        Assert.That(State.Rules, Is.EqualTo(ClusterState.FirstRules));

        _stream.Append(a.Batch(new ExpireAct("old:1", old.Incarnation, State.Find(old.Incarnation)!.LastSequence).AddTo));
        Assert.That(_stream.Append(a.Batch(new RulesAct(3).AddTo)).Effects, Is.Empty);
        Assert.That(_stream.Append(a.Batch(new RulesAct(2).AddTo)).Effects.Single().Kind, Is.EqualTo(ClusterEffectKind.RulesChanged));
        Assert.That(_stream.Append(a.Batch(new RulesAct(1).AddTo)).Effects, Is.Empty, "they never go back");
        Assert.That(State.Rules, Is.EqualTo(2));
    }

    [Test]
    public void The_newest_snapshot_is_known()
    {
        var a = _stream.Start("a:1");
        _stream.Append(a.Batch(new SnapshotAct(2, 0).AddTo));
        _stream.Append(a.Batch(new SnapshotAct(1, 0).AddTo));
        _stream.Append(a.Batch(new SnapshotAct(99, 0).AddTo));

        Assert.That(State.SnapshotPosition, Is.EqualTo(2));
    }

    [Test]
    public void Genesis_and_start_are_alone_in_a_batch_and_have_no_run()
    {
        var a = _stream.Start("a:1");
        var two = new BatchWriter();
        new StartAct(7, "x", 1, 1, 1).AddTo(two);
        StopAct.AddTo(two);

        Assert.That(_stream.Append(two.Finish("b:1", 0, 0)).Verdict, Is.EqualTo(BatchVerdict.Damaged));
        Assert.That(_stream.Append(two.Finish("b:1", 0, 0)).Verdict, Is.EqualTo(BatchVerdict.Damaged));
        Assert.That(_stream.Append(a.Batch(new StartAct(7, "x", 1, 1, 1).AddTo, new GenesisAct(5).AddTo)).Effects, Is.Empty);
        Assert.That((State.Nodes.Count, State.Identity), Is.EqualTo((1, "0000000000000abc")));
    }

    [Test]
    public void Entries_are_begun_and_ended_in_turn()
    {
        var a = _stream.Start("a:1");
        Assert.That(State.End, Throws.InvalidOperationException);
        Assert.That(() => State.AddToDigest([]), Throws.InvalidOperationException);
        _ = Batch.TryParse(a.Batch(), out var batch);
        Assert.That(State.Begin(State.Applied + 1, 0, batch), Is.EqualTo(BatchVerdict.Apply));

        Assert.That(() => State.Begin(State.Applied + 1, 0, batch), Throws.InvalidOperationException);
        Assert.That(() => State.Write(new ActWriter()), Throws.InvalidOperationException);
    }
}
