using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>Passes connections on to a server on this machine, and holds back what a client sends until a test lets it go.</summary>
internal sealed class PausingProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _connections = [];
    private readonly int _serverPort;
    private readonly byte[]? _from;
    private readonly Task _accepting;

    /// <param name="serverPort">Where the server listens.</param>
    /// <param name="from">The first piece that is held; empty: the very first one; null: not even a connection is made before.</param>
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

    public void LetsGo() => _letGo.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(PassOnAsync(await _listener.AcceptAsync(_over.Token)));
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // The test is over.
        }
    }

    private async Task PassOnAsync(Socket client)
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

                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _over.Token);
                await Task.WhenAll(PassOnAsync(client, server, _from), PassOnAsync(server, client, null));
            }
            catch (Exception end) when (IsEnd(end))
            {
                // One side is gone, and so is the other then.
            }
        }
    }

    private async Task PassOnAsync(Socket from, Socket to, byte[]? held)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReceiveAsync(buffer, _over.Token) is > 0 and var received)
        {
            if (held is not null && buffer.AsSpan(0, received).IndexOf(held) >= 0)
            {
                await HoldAsync();
            }

            await to.SendAsync(buffer.AsMemory(0, received), _over.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private Task HoldAsync()
    {
        _holding.TrySetResult();
        return _letGo.Task.WaitAsync(_over.Token);
    }

    private static bool IsEnd(Exception end) => end is SocketException or ObjectDisposedException or OperationCanceledException;
}
