using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ChatRoom.Native.Sockets;

namespace ChatRoom.Sockets;

/// <summary>
/// A client's connection. The runtime's sockets take about as long to start as the runtime itself, so one to this
/// machine begins without them, waiting for each answer where it stands; the first that does not come in a
/// moment hands the connection over to them, for good. Its lock guards which of the two has it.
/// </summary>
internal sealed class ClientSocket : ClientConnection
{
    /// <summary>How long, in milliseconds, an answer from this machine is waited for; a thread is held so long, once.</summary>
    private const int Moment = 20;

    private readonly Lock _gate = new();
    private Socket? _runtimes;
    private int _own = -1;

    private ClientSocket(Socket? runtimes, int own)
    {
        _runtimes = runtimes;
        _own = own;
    }

    /// <summary>Connects; or null, and the reason as half a sentence.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port there.</param>
    /// <param name="limit">How long that may take.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancel">Ends the try.</param>
    public static Task<(ClientSocket? Socket, string? WhyNot)> ConnectAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        // Whatever goes wrong here is found again, and told, by the ordinary way.
        var own = host == LoopbackSocket.Address && Epoll.IsKnown ? LoopbackSocket.Connect(port, Moment) : -1;
        return own < 0
            ? ConnectOrdinarilyAsync(host, port, limit, time, cancel)
            : Task.FromResult<(ClientSocket?, string?)>((new ClientSocket(null, own), null));
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel, Func<CancellationToken>? limit = null)
    {
        var own = _own;
        if (own >= 0 && !cancel.IsCancellationRequested && LoopbackSocket.WaitForInput(own, Moment))
        {
            lock (_gate)
            {
                if (_own >= 0 && LoopbackSocket.Receive(own, buffer.Span) is >= 0 and var received)
                {
                    return new ValueTask<int>(received);
                }
            }
        }

        return ReceiveOrdinarilyAsync(buffer, limit is null ? cancel : limit());
    }

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_own >= 0 && LoopbackSocket.Send(_own, bytes.Span) is > 0 and var sent)
            {
                return new ValueTask<int>(sent);
            }
        }

        return SendOrdinarilyAsync(bytes);
    }

    public override void Reset()
    {
        HandOver().LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            if (_own >= 0)
            {
                LoopbackSocket.Close(_own);
                _own = -1;
            }
        }

        _runtimes?.Dispose();
    }

    // What names the runtime's sockets stands in methods of its own, as a method loads what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(ClientSocket? Socket, string? WhyNot)> ConnectOrdinarilyAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        var (socket, whyNot) = await HappyEyeballs.ConnectAsync(host, port, limit, time, cancel);
        return (socket is null ? null : new ClientSocket(socket, -1), whyNot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<int> ReceiveOrdinarilyAsync(Memory<byte> buffer, CancellationToken cancel) =>
        HandOver().ReceiveAsync(buffer, SocketFlags.None, cancel);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<int> SendOrdinarilyAsync(ReadOnlyMemory<byte> bytes) => HandOver().SendAsync(bytes, SocketFlags.None);

    /// <exception cref="ObjectDisposedException">The connection was hung up.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Socket HandOver()
    {
        lock (_gate)
        {
            if (_own >= 0)
            {
                _runtimes = new Socket(new SafeSocketHandle(_own, ownsHandle: true));
                _own = -1;
            }

            ObjectDisposedException.ThrowIf(_runtimes is null, this);
            return _runtimes;
        }
    }
}
