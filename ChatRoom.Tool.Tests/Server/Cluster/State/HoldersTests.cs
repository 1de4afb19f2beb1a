using ChatRoom.Server.Cluster.State;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.State;

internal sealed class HoldersTests
{
    [TestCase(1, 0)]
    [TestCase(1, 1)]
    [TestCase(7, Holders.MaxCounter)]
    [TestCase(Holders.MaxIncarnation, Holders.MaxCounter)]
    public void A_holder_is_above_0_and_tells_its_run(long incarnation, long counter)
    {
        Assert.That(Holders.Of(incarnation, counter), Is.Positive);
        Assert.That(Holders.IncarnationOf(Holders.Of(incarnation, counter)), Is.EqualTo(incarnation));
    }

    [Test]
    public void Holders_of_different_runs_and_connections_are_different() =>
        Assert.That(new[] { Holders.Of(1, 0), Holders.Of(1, 1), Holders.Of(1, Holders.MaxCounter), Holders.Of(2, 0), Holders.Of(2, 1) }, Is.Unique.And.Ordered);

    [TestCase(0, 1)]
    [TestCase(Holders.MaxIncarnation + 1, 1)]
    [TestCase(1, -1)]
    [TestCase(1, Holders.MaxCounter + 1)]
    public void Numbers_beyond_the_limits_are_faults_of_the_program(long incarnation, long counter) =>
        Assert.That(() => Holders.Of(incarnation, counter), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_holder_of_a_server_without_a_cluster_has_no_run() => Assert.That(Holders.IncarnationOf(1_000_000), Is.Zero);
}
