using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>An address that neither accepts nor refuses connections, like one with a firewall: a listener whose queue is full.</summary>
internal sealed class UnansweringAddress : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public UnansweringAddress()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        _first.Connect(EndPoint);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Empties the queue, so that the next attempt to connect succeeds.</summary>
    public void Recovers() => _listener.Accept().Dispose();

    public void Dispose()
    {
        _first.Dispose();
        _listener.Dispose();
    }
}
