using ChatRoom.Server.Cluster.State;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.State;

internal sealed class StreamTimeTests
{
    [Test]
    public void The_time_is_that_of_the_last_entry()
    {
        var stream = new TestStream();
        var time = new StreamTime(stream.State);
        var then = time.GetTimestamp();
        Assert.That(time.GetUtcNow().ToUnixTimeMilliseconds(), Is.EqualTo(stream.Time));

        stream.Time += 1500;
        stream.Start("a:1");
        Assert.That(time.GetUtcNow().ToUnixTimeMilliseconds(), Is.EqualTo(stream.Time));
        Assert.That(time.GetElapsedTime(then), Is.EqualTo(TimeSpan.FromMilliseconds(1500)));
    }

    [Test]
    public void It_has_no_timers() =>
        Assert.That(() => new StreamTime(new ClusterState()).CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero), Throws.InstanceOf<NotSupportedException>());
}
