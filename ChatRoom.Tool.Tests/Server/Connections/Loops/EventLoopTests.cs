using ChatRoom.Server.Connections.Loops;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class EventLoopTests(bool portable)
{
    [Test]
    public async Task Whoever_wakes_a_loop_that_is_over_does_no_harm()
    {
        var loop = EventLoop.Start(() => { }, portable);
        await loop.StopAsync().WaitAsync(TestTimeout.Limit);
        loop.Dispose();

        // The first is known to the loop as seen; the next tells the system.
        Assert.That(loop.Wake, Throws.Nothing);
        Assert.That(loop.Wake, Throws.Nothing);
    }
}
