using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.State;

internal sealed class SilenceTests
{
    private const int Lease = 3;

    private readonly TestStream _stream = new();
    private readonly TestNode _own;
    private readonly Silence _silence;

    public SilenceTests()
    {
        _own = _stream.Start("own:1");
        _silence = new Silence(_stream.State, _own.Incarnation, Lease);
    }

    [Test]
    public void A_node_is_silent_after_as_many_own_batches_as_the_lease_has_seconds()
    {
        var other = _stream.Start("other:1");
        Assert.That(OwnBatches(Lease), Is.Empty, "the first one only sees how far the node is");

        var expire = new Proposal(ActKind.Expire, "other:1", other.Incarnation, _stream.State.Find(other.Incarnation)!.LastSequence);
        Assert.That(OwnBatches(1), Is.EqualTo([expire]));
        Assert.That(OwnBatches(1), Is.EqualTo([expire]), "again until it is seen");
        Assert.That(_stream.Append(_own.Batch(expire.AddTo)).Effects.Single().Kind, Is.EqualTo(ClusterEffectKind.Expired));
        Assert.That(OwnBatches(1), Is.Empty);
    }

    [Test]
    public void A_node_of_which_anything_is_applied_is_not_silent()
    {
        var other = _stream.Start("other:1");
        for (var times = 0; times < 5; times++)
        {
            Assert.That(OwnBatches(Lease), Is.Empty);
            _stream.Append(other.Batch());
        }
    }

    [Test]
    public void Nobody_is_silent_while_the_stream_stands_still()
    {
        _stream.Start("other:1");
        _ = OwnBatches(2);
        _stream.Time += 60_000;

        Assert.That(OwnBatches(1), Is.Empty, "a minute without entries counts once");
    }

    [Test]
    public void Of_many_own_batches_in_a_second_one_counts()
    {
        _stream.Start("other:1");
        _stream.Time -= _stream.Time % 1000;
        for (var batch = 0; batch < (1000 * Lease) - 1; batch++)
        {
            Assert.That(OwnBatches(1, milliseconds: 1), Is.Empty);
        }

        Assert.That(OwnBatches(1), Has.Count.EqualTo(1));
    }

    [Test]
    public void Runs_whose_grace_is_over_are_to_be_swept()
    {
        var before = _stream.Start("other:1", grace: 2000);
        var after = _stream.Start("other:1", nonce: 2);
        _stream.Append(after.Batch(StopAct.AddTo));

        Assert.That(OwnBatches(1), Is.Empty);
        Assert.That(OwnBatches(1), Is.EqualTo([new Proposal(ActKind.Sweep, "other:1", before.Incarnation, 3)]));
        _stream.Append(_own.Batch(OwnBatches(1).Single().AddTo));
        Assert.That(OwnBatches(1), Is.Empty);
        Assert.That(OwnBatches(6).Select(proposal => proposal.Incarnation), Is.EqualTo([after.Incarnation]));
    }

    [Test]
    public void A_node_does_not_expire_itself() => Assert.That(OwnBatches(5 * Lease), Is.Empty);

    /// <summary>Applies own batches, one after another, and returns what is proposed after the last.</summary>
    private IReadOnlyList<Proposal> OwnBatches(int count, int milliseconds = 1000)
    {
        IReadOnlyList<Proposal> proposals = [];
        for (var batch = 0; batch < count; batch++)
        {
            _stream.Time += milliseconds;
            _stream.Append(_own.Batch(_stream.Beat()));
            proposals = _silence.CountOwnBatch();
        }

        return proposals;
    }
}
