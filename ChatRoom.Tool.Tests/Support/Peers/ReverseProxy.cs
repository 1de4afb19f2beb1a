using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>
/// A reverse proxy in front of a web door. It serves the door under a prefix, which it strips from the paths, as nginx and Caddy
/// can do. A test can freeze or cut its connections.
/// </summary>
internal sealed class ReverseProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly int _serverPort;
    private readonly string _prefix;
    private readonly Task _accepting;
    private volatile Network _network = new();

    /// <param name="serverPort">The port of the web door.</param>
    /// <param name="prefix">The path that the door has here; it begins and ends with a slash.</param>
    public ReverseProxy(int serverPort, string prefix = "/")
    {
        (_serverPort, _prefix) = (serverPort, prefix);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = new Uri($"http://{_listener.LocalEndPoint}{prefix}");
        _accepting = AcceptAsync();
    }

    /// <summary>The address of the page.</summary>
    public Uri Address { get; }

    /// <summary>Requests whose path did not begin with the prefix.</summary>
    public int Strays { get; private set; }

    /// <summary>From now on the open connections carry nothing, and nobody is told, as after a change of the network.</summary>
    public void Freeze() => Interlocked.Exchange(ref _network, new Network()).IsFrozen = true;

    /// <summary>Closes the open connections.</summary>
    public Task CutAsync() => Interlocked.Exchange(ref _network, new Network()).Cut.CancelAsync();

    public async ValueTask DisposeAsync()
    {
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
                _connections.Add(ServeAsync(await _listener.AcceptAsync(_end.Token), _network));
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, Network network)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, network.Cut.Token);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                if (await ReadHeadAsync(client, cut.Token) is not { } head)
                {
                    return;
                }

                await server.ConnectAsync(IPAddress.Loopback, _serverPort, cut.Token);
                await server.SendAsync(Encoding.Latin1.GetBytes(Strip(head)), cut.Token);
                var up = ForwardAsync(client, server, network, cut.Token);
                await ForwardAsync(server, client, network, cut.Token);
                await cut.CancelAsync();
                await up;
            }
            catch (Exception end) when (IsEnd(end))
            {
                // One side is gone, so both sockets are closed.
            }
        }
    }

    /// <summary>The head of the request, with what came of its body; null: there is none.</summary>
    private static async Task<string?> ReadHeadAsync(Socket client, CancellationToken cancel)
    {
        var buffer = new byte[16 << 10];
        var head = "";
        while (!head.Contains("\r\n\r\n"))
        {
            var received = await client.ReceiveAsync(buffer, cancel);
            if (received == 0)
            {
                return null;
            }

            head += Encoding.Latin1.GetString(buffer, 0, received);
        }

        return head;
    }

    /// <summary>Takes the prefix out of the path. A connection carries one request, so that no other needs it.</summary>
    private string Strip(string head)
    {
        var path = head.IndexOf(' ') + 1;
        if (!head.AsSpan(path).StartsWith(_prefix))
        {
            Strays++;
            return head;
        }

        head = head.Remove(path, _prefix.Length - 1);
        return head.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase)
            ? head
            : head.Replace("Connection: keep-alive", "Connection: close", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task ForwardAsync(Socket from, Socket to, Network network, CancellationToken cancel)
    {
        try
        {
            var buffer = new byte[64 << 10];
            while (await from.ReceiveAsync(buffer, cancel) is > 0 and var received)
            {
                if (network.IsFrozen)
                {
                    await Task.Delay(Timeout.Infinite, cancel);
                }

                await to.SendAsync(buffer.AsMemory(0, received), cancel);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (IsEnd(end))
        {
            // The connection is cut, or the test is over.
        }
    }

    private static bool IsEnd(Exception end) => end is SocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>The connections that were begun between two failures.</summary>
    private sealed class Network
    {
        public CancellationTokenSource Cut { get; } = new();

        public volatile bool IsFrozen;
    }
}
