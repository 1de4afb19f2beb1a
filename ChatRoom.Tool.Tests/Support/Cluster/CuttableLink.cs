using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Tests.Support.Cluster;

/// <summary>A link between a server and a nats-server. While it is cut, its connections are closed, and each new one as well.</summary>
internal sealed class CuttableLink : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly List<Task> _connections = [];
    private readonly Lock _lock = new();
    private readonly int _port;
    private readonly Task _accepting;
    private bool _isCut;

    /// <param name="port">Of the nats-server.</param>
    public CuttableLink(int port)
    {
        _port = port;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}";
        _accepting = AcceptAsync();
    }

    public string Url { get; }

    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    public void Mend()
    {
        lock (_lock)
        {
            _isCut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ForwardAsync(await _listener.AcceptAsync(_end.Token)));
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        using (client)
        {
            lock (_lock)
            {
                if (_isCut)
                {
                    return;
                }

                _sockets.Add(client);
                _sockets.Add(server);
            }

            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                await Task.WhenAny(ForwardAsync(client, server), ForwardAsync(server, client)).Unwrap();
            }
            catch (Exception end) when (IsEnd(end))
            {
                // The link is cut, or one side is gone, so both sockets are closed.
            }
        }

        lock (_lock)
        {
            _sockets.Remove(client);
            _sockets.Remove(server);
        }
    }

    private async Task ForwardAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[64 << 10];
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var received)
            {
                await to.SendAsync(buffer.AsMemory(0, received), _end.Token);
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // As in the other direction.
        }
    }

    private static bool IsEnd(Exception end) => end is SocketException or ObjectDisposedException or OperationCanceledException;
}
