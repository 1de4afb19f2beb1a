using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>
/// A stand-in for the tutorial's server. It sends NAME, takes one receive as the name, and relays each chunk unchanged to all
/// clients, the sender included.
/// </summary>
internal sealed class TutorialServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _lock = new();
    private readonly List<Socket> _clients = [];
    private readonly List<Task> _handling = [];
    private readonly Task _accepting;

    public TutorialServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        lock (_lock)
        {
            _clients.ForEach(client => client.Dispose());
        }

        await Task.WhenAll(_handling);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _handling.Add(HandleAsync(await _listener.AcceptAsync()));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HandleAsync(Socket client)
    {
        var chunk = new byte[1024];
        var name = "";
        try
        {
            await client.SendAsync("NAME"u8.ToArray());
            name = Encoding.ASCII.GetString(chunk, 0, await client.ReceiveAsync(chunk));
            lock (_lock)
            {
                Broadcast(Encoding.ASCII.GetBytes($"{name} joined!"));

                // The real server sends two chunks without a pause, which may arrive as one. Here they always do.
                client.Send(Encoding.ASCII.GetBytes($"{name} joined!Connected to server!"));
                _clients.Add(client);
            }

            int length;
            while ((length = await client.ReceiveAsync(chunk)) > 0)
            {
                Broadcast(chunk.AsSpan(0, length));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // In this way the server learns that a client left.
        }

        lock (_lock)
        {
            _clients.Remove(client);
        }

        client.Dispose();
        Broadcast(Encoding.ASCII.GetBytes($"{name} left!"));
    }

    private void Broadcast(ReadOnlySpan<byte> chunk)
    {
        lock (_lock)
        {
            foreach (var client in _clients)
            {
                try
                {
                    client.Send(chunk);
                }
                catch (Exception end) when (end is SocketException or ObjectDisposedException)
                {
                    // This client's own handler removes it.
                }
            }
        }
    }
}
