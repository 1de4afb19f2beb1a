using System.Net.Sockets;
using ChatRoom.Native.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>The poller for Linux. It is edge-triggered, so that a connection needs no further call.</summary>
internal sealed class EpollPoller : SocketPoller
{
    /// <summary>The most events before the senders' turn, so that the server need not wait until all readers have read.</summary>
    private const int MaxEvents = 256;

    private readonly List<BenchConnection> _watched = [];
    private readonly Epoll.Event[] _events = new Epoll.Event[MaxEvents];
    private readonly int _epoll;

    private EpollPoller(int epoll) => _epoll = epoll;

    /// <summary>Null if this system has no epoll, or refuses one.</summary>
    public static EpollPoller? TryCreate() =>
        Epoll.IsKnown && Epoll.Create(Epoll.CloseOnExec) is var epoll and >= 0 ? new EpollPoller(epoll) : null;

    public override void Add(BenchConnection connection)
    {
        var watched = new Epoll.Event
        {
            Events = Epoll.Input | Epoll.Output | Epoll.PeerClosed | Epoll.EdgeTriggered,
            Data = _watched.Count,
        };
        _watched.Add(connection);
        if (Epoll.Control(_epoll, Epoll.Add, (int)connection.Socket.Handle, ref watched) < 0)
        {
            throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
        }
    }

    public override void Wait(int milliseconds)
    {
        var count = Epoll.Wait(_epoll, _events, _events.Length, milliseconds);
        for (var i = 0; i < count; i++)
        {
            var (happened, connection) = (_events[i].Events, _watched[(int)_events[i].Data]);
            if (connection.IsSending)
            {
                connection.ContinueSending();
            }

            if ((happened & ~Epoll.Output) != 0)
            {
                connection.Receive(toTheEnd: (happened & (Epoll.PeerClosed | Epoll.HangUp | Epoll.Error)) != 0);
            }
        }
    }

    public override void Dispose() => _ = Epoll.Close(_epoll);
}
