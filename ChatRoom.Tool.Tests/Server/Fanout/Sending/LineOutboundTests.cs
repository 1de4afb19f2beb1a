using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout.Sending;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class LineOutboundTests(bool portable)
{
    [Test]
    public async Task A_long_answer_arrives_complete_if_the_socket_accepts_only_parts_of_it()
    {
        var pump = new Pump(portable, threads: 1, () => { }, bug => Assert.Fail(bug.ToString()));
        var (serverSide, clientSide) = await SocketPair.ConnectAsync(16 << 10);
        using var peer = new TestPeer(clientSide);
        using var transport = SocketTransport.TryOpen(serverSide, pump.Loop)!;
        var mailbox = new Mailbox(TestDialects.Typed);
        var feed = new Feed(mailbox);
        var outbound = new LineOutbound(transport, feed, pump.Queue, RunningServer.Options);
        var answer = string.Concat(Enumerable.Range(0, 50_000).Select(number => $"line {number}\n"));

        Assert.That(mailbox.TryAddRaw(default, System.Text.Encoding.ASCII.GetBytes(answer)));
        feed.End();
        pump.Loop.Post(_ => outbound.Begin(), null);
        await peer.HearsBytes(answer);

        await outbound.Finished.WaitAsync(TestTimeout.Limit);
        await pump.StopAsync();
    }

    [Test]
    public async Task Events_of_several_lines_arrive_complete_if_the_socket_accepts_only_parts_of_them()
    {
        var pump = new Pump(portable, threads: 1, () => { }, bug => Assert.Fail(bug.ToString()));
        using var connected = await ConnectedPeerAsync(pump);
        var outbound = new LineOutbound(connected.Transport, connected.Feed, pump.Queue, RunningServer.Options);
        var log = new EncodedLog(new TwoLineDialect().Encoding, 8 << 20, nextId: 1);
        connected.Feed.Enter(new Reader([], connected.Mailbox, log, log.Oldest));
        for (var id = 1; id <= 20_000; id++)
        {
            log.Append(new ServerLineValues(ServerLineKind.Message) { Id = id, Name = "a", Text = $"{id}" }.View());
        }

        log.Publish();
        connected.Feed.End();
        pump.Loop.Post(_ => outbound.Begin(), null);
        await connected.Peer.HearsBytes(string.Concat(Enumerable.Range(1, 20_000).Select(id => $"a: {id}\na: {id}\n")));

        await outbound.Finished.WaitAsync(TestTimeout.Limit);
        await pump.StopAsync();
    }

    [Test]
    public async Task A_bug_in_the_wait_of_one_connection_ends_only_that_connection()
    {
        var bugs = new List<Exception>();
        var pump = new Pump(portable, threads: 1, () => { }, bugs.Add);
        using var first = await ConnectedPeerAsync(pump);
        using var second = await ConnectedPeerAsync(pump);
        var faulty = new FaultyOutbound(first.Transport, first.Feed, pump.Queue);
        var sound = new LineOutbound(second.Transport, second.Feed, pump.Queue, RunningServer.Options);
        pump.Loop.Post(_ => faulty.Begin(), null);
        await faulty.Finished.WaitAsync(TestTimeout.Limit);

        Assert.That(second.Mailbox.TryAddRaw(default, "hello\n"u8));
        second.Feed.End();
        pump.Loop.Post(_ => sound.Begin(), null);
        await second.Peer.HearsBytes("hello\n");
        await sound.Finished.WaitAsync(TestTimeout.Limit);
        await pump.StopAsync();
        Assert.That(bugs.Select(bug => bug.Message), Is.EqualTo(new[] { FaultyOutbound.Bug }));
    }

    private static async Task<ConnectedPeer> ConnectedPeerAsync(Pump pump)
    {
        var (serverSide, clientSide) = await SocketPair.ConnectAsync(16 << 10);
        var mailbox = new Mailbox(TestDialects.Typed);
        return new ConnectedPeer(new TestPeer(clientSide), SocketTransport.TryOpen(serverSide, pump.Loop)!, mailbox, new Feed(mailbox));
    }

    private sealed record ConnectedPeer(TestPeer Peer, SocketTransport Transport, Mailbox Mailbox, Feed Feed) : IDisposable
    {
        public void Dispose()
        {
            Peer.Dispose();
            Transport.Dispose();
        }
    }

    /// <summary>Waits for work that throws an unexpected exception.</summary>
    private sealed class FaultyOutbound(Transport transport, Feed feed, RoundQueue queue) : Outbound(transport, feed, queue, RunningServer.Options)
    {
        public const string Bug = "a bug in the work";

        private bool _hasBegun;

        protected override bool HasUnsent => !_hasBegun;

        protected override bool TrySendPending()
        {
            _hasBegun = true;
            WaitFor(FailAsync, TestTimeout.Limit);
            return true;
        }

        private static async ValueTask<bool> FailAsync(CancellationToken cancel)
        {
            await Task.Yield();
            throw new InvalidOperationException(Bug);
        }
    }
}
