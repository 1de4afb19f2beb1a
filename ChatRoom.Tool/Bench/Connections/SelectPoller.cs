using System.Net.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>The poller for systems without epoll. Each wait passes all connections to the system.</summary>
internal sealed class SelectPoller : SocketPoller
{
    private readonly Dictionary<Socket, BenchConnection> _watched = [];
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly List<Socket> _failed = [];

    public override void Add(BenchConnection connection) => _watched.Add(connection.Socket, connection);

    public override void Wait(int milliseconds)
    {
        _readable.Clear();
        _writable.Clear();
        _failed.Clear();
        foreach (var (socket, connection) in _watched)
        {
            if (connection.IsReceiving)
            {
                // Some systems report here that connecting failed.
                _readable.Add(socket);
                _failed.Add(socket);
            }

            if (connection.IsSending)
            {
                _writable.Add(socket);
            }
        }

        Socket.Select(_readable, _writable, _failed, TimeSpan.FromMilliseconds(milliseconds));
        _writable.ForEach(socket => _watched[socket].ContinueSending());
        _readable.ForEach(socket => _watched[socket].Receive(toTheEnd: false));
        _failed.ForEach(socket => _watched[socket].Receive(toTheEnd: true));
    }

    public override void Dispose()
    {
    }
}
