using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A proxy to a server on this machine. It holds back a client's bytes until a test releases them.</summary>
internal sealed class PausingProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly int _serverPort;
    private readonly byte[]? _from;
    private readonly Task _accepting;

    /// <param name="serverPort">The server's port.</param>
    /// <param name="from">Bytes at which the holding begins; empty: the first bytes; null: even the connection to the server.</param>
    public PausingProxy(int serverPort, string? from)
    {
        (_serverPort, _from) = (serverPort, from is null ? null : Encoding.UTF8.GetBytes(from));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Completes when something is held back.</summary>
    public Task IsHolding => _holding.Task.WaitAsync(TestTimeout.Limit);

    public void Release() => _released.TrySetResult();

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
        using (client)
        {
            client.NoDelay = true;
            try
            {
                if (_from is null)
                {
                    await HoldAsync();
                }

                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
                await Task.WhenAll(ForwardAsync(client, server, _from), ForwardAsync(server, client, null));
            }
            catch (Exception end) when (IsEnd(end))
            {
                // One side is gone, so both sockets are closed.
            }
        }
    }

    private async Task ForwardAsync(Socket from, Socket to, byte[]? held)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var received)
        {
            if (held is not null && buffer.AsSpan(0, received).IndexOf(held) >= 0)
            {
                await HoldAsync();
            }

            await to.SendAsync(buffer.AsMemory(0, received), _end.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private Task HoldAsync()
    {
        _holding.TrySetResult();
        return _released.Task.WaitAsync(_end.Token);
    }

    private static bool IsEnd(Exception end) => end is SocketException or ObjectDisposedException or OperationCanceledException;
}
