using ChatRoom.Server.Connections.Loops;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class EventLoopTests(bool portable)
{
    [Test]
    public async Task Waking_a_stopped_loop_does_no_harm()
    {
        var loop = EventLoop.Start(() => { }, portable);
        await loop.StopAsync().WaitAsync(TestTimeout.Limit);
        loop.Dispose();

        // The first call may find its request pending; the second one reaches the system.
        Assert.That(loop.Wake, Throws.Nothing);
        Assert.That(loop.Wake, Throws.Nothing);
    }
}
