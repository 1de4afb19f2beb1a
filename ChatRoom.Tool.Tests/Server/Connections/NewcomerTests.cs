using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

internal sealed class NewcomerTests
{
    [Test]
    public async Task A_newcomer_is_asked_for_its_name_while_the_loop_is_busy()
    {
        var pump = new Pump(portable: false, threads: 1, () => { }, bug => Assert.Fail(bug.ToString()));
        var events = new ServerEvents(TextWriter.Null, new EventOptions()) { Unwritten = () => 0 };
        var rooms = TestRooms.Several(TimeProvider.System, windowBytes: 1 << 20, most: 1);
        var (serverSide, clientSide) = await SocketPair.ConnectAsync();
        using var peer = new TestPeer(clientSide);
        using var isFree = new ManualResetEventSlim();
        var ended = new TaskCompletionSource();
        pump.Loop.Post(_ => isFree.Wait(), null);

        new Connection(SocketTransport.TryOpen(serverSide, pump.Loop)!, spoken: null, rooms, pump, RunningServer.Options, events)
            .Start(_ => ended.SetResult(), CancellationToken.None);

        await peer.HearsBytes("NAME");
        await peer.Says("alice");
        isFree.Set();
        await peer.Hears("alice joined!", "Connected to server!");
        peer.ClosesItsSide();
        await ended.Task.WaitAsync(TestTimeout.Limit);
        await pump.StopAsync();
        Assert.That(events.Faults, Is.Empty);
    }
}
