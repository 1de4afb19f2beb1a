using System.Net;
using System.Net.Sockets;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

[Platform("Linux")]
internal sealed class EpollLoopTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    /// <summary>The loop handles simultaneous events one after another; meanwhile the slot of a closed socket may go to a new one.</summary>
    [Test]
    public async Task A_new_socket_gets_no_event_of_the_closed_one_whose_slot_it_has()
    {
        using var loop = EpollLoop.TryStart(() => { })!;
        var holding = await WatchAsync(loop);
        var pair = new[] { await WatchAsync(loop), await WatchAsync(loop) };
        var newcomer = await ConnectAsync();

        // The loop is held, so that it gets the following events at once.
        using var isHeld = new ManualResetEventSlim();
        using var continues = new ManualResetEventSlim();
        var hold = ThenAsync(holding.Readiness, () =>
        {
            isHeld.Set();
            continues.Wait(TestTimeout.Limit);
        });
        await holding.Peer.SendAsync(new byte[1]);
        Assert.That(isHeld.Wait(TestTimeout.Limit));

        // Two peers close. The first event closes the other socket, whose slot the new socket gets.
        Readiness? closed = null;
        Readiness? reused = null;
        var both = Array.ConvertAll(pair, one => ThenAsync(one.Readiness, () =>
        {
            if (closed is null)
            {
                closed = Array.Find(pair, other => other != one).Readiness;
                closed.Dispose();
                reused = loop.Watch(newcomer.Here);
            }
        }));
        foreach (var one in pair)
        {
            one.Peer.Dispose();
            Assert.That(one.Here.Poll(TestTimeout.Limit, SelectMode.SelectRead));
        }

        continues.Set();
        await Task.WhenAll([hold, .. both]).WaitAsync(TestTimeout.Limit);

        // A later event is handled later.
        await holding.Peer.SendAsync(new byte[1]);
        Assert.That(await holding.Readiness.WaitAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Limit));
        Assert.That(reused!.Slot, Is.EqualTo(closed!.Slot), "the slot was freed and reused");
        Assert.That(reused.HasEnded, Is.False);
        var input = reused.WaitAsync(CancellationToken.None).AsTask();
        Assert.That(input.IsCompleted, Is.False);
        await newcomer.Peer.SendAsync(new byte[1]);
        Assert.That(await input.WaitAsync(TestTimeout.Limit));
        await loop.StopAsync().WaitAsync(TestTimeout.Limit);
    }

    /// <summary>Acts on the loop's thread, and not in the test's context.</summary>
    private static async Task ThenAsync(Readiness readiness, Action act)
    {
        await readiness.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        act();
    }

    private async Task<(Socket Peer, Socket Here, Readiness Readiness)> WatchAsync(EpollLoop loop)
    {
        var (peer, here) = await ConnectAsync();
        return (peer, here, loop.Watch(here)!);
    }

    private async Task<(Socket Peer, Socket Here)> ConnectAsync()
    {
        _listener.Start();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(peer);
        await peer.ConnectAsync(_listener.LocalEndpoint);
        _sockets.Add(await _listener.AcceptSocketAsync());
        return (peer, _sockets[^1]);
    }
}
