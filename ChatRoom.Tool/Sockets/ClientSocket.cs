using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ChatRoom.Native.Sockets;

namespace ChatRoom.Sockets;

/// <summary>
/// A client's connection. The sockets of .NET take about as long to start as the runtime itself. So a connection to this machine
/// begins with plain system calls, which block briefly for each answer. After the first answer that takes longer, the connection
/// belongs to a socket of .NET for good. <c>_lock</c> guards which of the two owns it. Threads as in <see cref="ClientConnection"/>.
/// </summary>
internal sealed class ClientSocket : ClientConnection
{
    /// <summary>In milliseconds, the longest wait for an answer of this machine. A thread is blocked for this long, once.</summary>
    private const int PatienceMilliseconds = 20;

    private readonly Lock _lock = new();
    private Socket? _socket;
    private int _descriptor = -1;

    private ClientSocket(Socket? socket, int descriptor)
    {
        _socket = socket;
        _descriptor = descriptor;
    }

    /// <summary>Connects. If it fails: null, with the reason as half a sentence.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port of that host.</param>
    /// <param name="limit">The longest time to connect.</param>
    /// <param name="time">Measures the limit.</param>
    /// <param name="cancel">Ends the try.</param>
    public static Task<(ClientSocket? Socket, string? WhyNot)> ConnectAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        // If this fails, the sockets of .NET fail as well, and give the reason.
        var descriptor = host == LoopbackSocket.Address && Epoll.IsKnown ? LoopbackSocket.Connect(port, PatienceMilliseconds) : -1;
        return descriptor < 0
            ? ConnectByRuntimeAsync(host, port, limit, time, cancel)
            : Task.FromResult<(ClientSocket?, string?)>((new ClientSocket(null, descriptor), null));
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, Func<CancellationToken>? limit, CancellationToken cancel)
    {
        var descriptor = _descriptor;
        if (descriptor >= 0 && !cancel.IsCancellationRequested && LoopbackSocket.WaitForInput(descriptor, PatienceMilliseconds))
        {
            lock (_lock)
            {
                if (_descriptor >= 0 && LoopbackSocket.Receive(descriptor, buffer.Span) is >= 0 and var received)
                {
                    return new ValueTask<int>(received);
                }
            }
        }

        return ReceiveByRuntimeAsync(buffer, limit is null ? cancel : limit());
    }

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (_descriptor >= 0 && LoopbackSocket.Send(_descriptor, bytes.Span) is > 0 and var sent)
            {
                return new ValueTask<int>(sent);
            }
        }

        return SendByRuntimeAsync(bytes);
    }

    public override void Reset()
    {
        HandOver().LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_descriptor >= 0)
            {
                LoopbackSocket.Close(_descriptor);
                _descriptor = -1;
            }
        }

        _socket?.Dispose();
    }

    // All uses of .NET's sockets are in methods of their own, because a method loads the types that it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(ClientSocket? Socket, string? WhyNot)> ConnectByRuntimeAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        var (socket, whyNot) = await HappyEyeballs.ConnectAsync(host, port, limit, time, cancel);
        return (socket is null ? null : new ClientSocket(socket, -1), whyNot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<int> ReceiveByRuntimeAsync(Memory<byte> buffer, CancellationToken cancel) =>
        HandOver().ReceiveAsync(buffer, SocketFlags.None, cancel);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<int> SendByRuntimeAsync(ReadOnlyMemory<byte> bytes) => HandOver().SendAsync(bytes, SocketFlags.None);

    /// <exception cref="ObjectDisposedException">The connection was closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Socket HandOver()
    {
        lock (_lock)
        {
            if (_descriptor >= 0)
            {
                _socket = new Socket(new SafeSocketHandle(_descriptor, ownsHandle: true));
                _descriptor = -1;
            }

            ObjectDisposedException.ThrowIf(_socket is null, this);
            return _socket;
        }
    }
}
