using System.Net.Sockets;
using System.Text;
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

/// <summary>
/// A random history of publications and of lines for one reader alone. Some peers read at once, and others only at the end. Each is
/// sent every event once and in order, and each line of its own at its place.
/// </summary>
[Platform("Linux", Reason = "Elsewhere no reader is in step.")]
internal sealed class StepSenderTests
{
    private const int Peers = 70;

    [Test]
    public async Task Each_reader_is_sent_every_event_once_and_in_order([Values(0, 3)] int threads, [Values(1, 2)] int seed)
    {
        var pump = new Pump(portable: false, threads: 1, () => { }, bug => Assert.Fail(bug.ToString()));
        var sendingThreads = new SendingThreads(threads, TimeProvider.System);
        var history = new History(pump, new StepSender(sendingThreads, () => threads + 1));
        var peers = await Task.WhenAll(Enumerable.Range(0, Peers).Select(_ => Peer.ConnectAsync()));
        await pump.Loop.InvokeAsync(() => history.BeginAsync(peers));
        var random = new Random(seed);
        for (var act = 0; act < 150; act++)
        {
            var count = random.Next(8) == 0 ? 600 : random.Next(20);
            var addressed = random.Next(Peers);
            await pump.Loop.InvokeAsync(() => history.ActAsync(count, addressed));
        }

        Assert.That(history.MostInStep, Is.GreaterThan(Peers / 2), "most readers are in step at some time");
        Assert.That(history.FewestInStep, Is.LessThan(Peers), "those that read nothing are out of step");
        Array.ForEach(peers, peer => peer.GoesOn());
        await pump.Loop.InvokeAsync(history.EndAsync);
        foreach (var peer in peers)
        {
            AssertWhole(history.LastId, await peer.HeardAsync());
        }

        await sendingThreads.StopAsync();
        await pump.StopAsync();
    }

    private static void AssertWhole(int lastId, string[] heard)
    {
        var next = 1;
        foreach (var line in heard)
        {
            if (line.StartsWith("before ", StringComparison.Ordinal))
            {
                Assert.That(line, Is.EqualTo($"before {next}"), "a line for one reader alone is at its place");
            }
            else
            {
                Assert.That(line, Is.EqualTo($"a: {next}"));
                next++;
            }
        }

        Assert.That(next, Is.EqualTo(lastId + 1), "nothing is missing");
    }

    /// <summary>A log, and its readers. On the loop's thread.</summary>
    private sealed class History
    {
        private readonly Pump _pump;
        private readonly StepSender _stepSender;
        private readonly EncodedLog _log = new(TestDialects.Line.Encoding, 64 << 20, nextId: 1);
        private readonly LogReaders _readers;
        private readonly List<(Reader Reader, LineOutbound Outbound, SocketTransport Transport)> _all = [];

        public History(Pump pump, StepSender stepSender)
        {
            (_pump, _stepSender) = (pump, stepSender);
            _readers = new LogReaders(_log, readers => _stepSender.Send(readers, _pump.Queue.TrafficCounters));
        }

        public int LastId { get; private set; }

        public int MostInStep { get; private set; }

        public int FewestInStep { get; private set; } = int.MaxValue;

        public Task BeginAsync(Peer[] peers)
        {
            foreach (var peer in peers)
            {
                var transport = SocketTransport.TryOpen(peer.ServerSide, _pump.Loop)!;
                var mailbox = new Mailbox(TestDialects.Line);
                var feed = new Feed(mailbox);
                var reader = new Reader([], mailbox, _log, _log.Head);
                var outbound = new LineOutbound(transport, feed, _pump.Queue, RunningServer.Options);
                feed.Enter(reader);
                _readers.Add(reader);
                outbound.Begin();
                _all.Add((reader, outbound, transport));
            }

            return Task.CompletedTask;
        }

        public Task ActAsync(int count, int addressed)
        {
            for (var i = 0; i < count; i++)
            {
                _log.Append(new ServerLineValues(ServerLineKind.Message) { Id = ++LastId, Name = "a", Text = $"{LastId}" }.View());
            }

            _log.Publish();
            _readers.Queue();
            _all[addressed].Reader.SendRaw(_log.Head, Encoding.ASCII.GetBytes($"before {LastId + 1}\n"));
            MostInStep = Math.Max(MostInStep, _readers.InStep);
            FewestInStep = Math.Min(FewestInStep, _readers.InStep);
            return Task.CompletedTask;
        }

        public async Task EndAsync()
        {
            foreach (var (_, outbound, transport) in _all)
            {
                outbound.Feed.End();
                await outbound.Finished.WaitAsync(TestTimeout.Limit);
                transport.Dispose();
            }
        }
    }

    /// <summary>A peer that reads at once, or, as each seventh does, only when it goes on.</summary>
    private sealed class Peer(Socket client, Socket serverSide)
    {
        private static int _count;

        private readonly TaskCompletionSource _goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task<string[]> _heard = Task.FromResult<string[]>([]);

        public Socket ServerSide => serverSide;

        public static async Task<Peer> ConnectAsync()
        {
            var (serverSide, client) = await SocketPair.ConnectAsync(16 << 10);
            var peer = new Peer(client, serverSide);
            if (Interlocked.Increment(ref _count) % 7 > 0)
            {
                peer.GoesOn();
            }

            peer._heard = peer.ReadAsync();
            return peer;
        }

        public void GoesOn() => _goesOn.TrySetResult();

        public Task<string[]> HeardAsync() => _heard.WaitAsync(TestTimeout.Limit);

        private async Task<string[]> ReadAsync()
        {
            await _goesOn.Task;
            using var stream = new NetworkStream(client, ownsSocket: true);
            using var text = new StreamReader(stream, Encoding.ASCII);
            return (await text.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
