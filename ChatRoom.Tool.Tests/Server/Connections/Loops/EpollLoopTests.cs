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

    /// <summary>What is told at once is dealt with one behind the other; meanwhile a slot may go from a socket that is closed to a new one.</summary>
    [Test]
    public async Task A_socket_is_not_told_the_end_of_the_one_in_whose_slot_it_is()
    {
        using var loop = EpollLoop.TryStart(() => { })!;
        var holding = await WatchAsync(loop);
        var pair = new[] { await WatchAsync(loop), await WatchAsync(loop) };
        var newcomer = await ConnectAsync();

        // The loop is held, so that what follows is told at once.
        using var isHeld = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        var hold = ThenAsync(holding.Readiness, () =>
        {
            isHeld.Set();
            goesOn.Wait(TestTimeout.Limit);
        });
        await holding.Peer.SendAsync(new byte[1]);
        Assert.That(isHeld.Wait(TestTimeout.Limit));

        // Two end. Whichever is told of it first closes the other, whose slot the newcomer gets.
        Readiness? closed = null;
        Readiness? inItsPlace = null;
        var both = Array.ConvertAll(pair, one => ThenAsync(one.Readiness, () =>
        {
            if (closed is null)
            {
                closed = Array.Find(pair, other => other != one).Readiness;
                closed.Dispose();
                inItsPlace = loop.Watch(newcomer.Here);
            }
        }));
        foreach (var one in pair)
        {
            one.Peer.Dispose();
            Assert.That(one.Here.Poll(TestTimeout.Limit, SelectMode.SelectRead));
        }

        goesOn.Set();
        await Task.WhenAll([hold, .. both]).WaitAsync(TestTimeout.Limit);

        // What comes later is told later.
        await holding.Peer.SendAsync(new byte[1]);
        Assert.That(await holding.Readiness.WaitAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Limit));
        Assert.That(inItsPlace!.Slot, Is.EqualTo(closed!.Slot), "it was given back, and taken");
        Assert.That(inItsPlace.HasEnded, Is.False);
        var input = inItsPlace.WaitAsync(CancellationToken.None).AsTask();
        Assert.That(input.IsCompleted, Is.False);
        await newcomer.Peer.SendAsync(new byte[1]);
        Assert.That(await input.WaitAsync(TestTimeout.Limit));
        await loop.StopAsync().WaitAsync(TestTimeout.Limit);
    }

    /// <summary>Does something on the loop's own thread, where the test's own context would not have it.</summary>
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
