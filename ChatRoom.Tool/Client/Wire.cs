using System.Buffers;
using System.Net.Sockets;
using ChatRoom.Sockets;

namespace ChatRoom.Client;

/// <summary>
/// A client's socket with an output that collects: what is written goes out together at the next flush.
/// A lost connection is a result. Writing and flushing may come from any thread, receiving from one.
/// </summary>
internal sealed class Wire : IDisposable
{
    private const int ReceiveBytes = 64 << 10;

    private readonly ClientSocket _socket;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _sending = new();

    private Wire(ClientSocket socket) => _socket = socket;

    /// <summary>Connects, or says in one sentence why it cannot.</summary>
    public static async Task<(Wire? Wire, Failure? Failure)> ConnectAsync(ClientOptions options, CancellationToken cancel)
    {
        string why;
        try
        {
            var limit = () => new CancellationTokenSource(options.ConnectTimeout, options.Time);
            return (new Wire(await ClientSocket.ConnectAsync(options.Host, options.Port, limit, cancel)), null);
        }
        catch (SocketException error)
        {
            why = Explain(error);
        }
        catch (OperationCanceledException)
        {
            why = "no answer in time; check the address";
        }

        cancel.ThrowIfCancellationRequested();
        return (null, new Failure(Outcome.CannotConnect, $"cannot connect to {options.Address}: {why}"));
    }

    /// <summary>True once nothing more arrives.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What arrives next, valid until the next call; empty at the end of the connection.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            var received = await _socket.ReceiveAsync(_received, cancel);
            HasEnded = received == 0;
            return _received.AsMemory(0, received);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            HasEnded = true;
            return default;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _pending.Write(bytes);
        }
    }

    /// <summary>Sends all that was written; false where the connection is lost.</summary>
    public async Task<bool> FlushAsync()
    {
        await _flushing.WaitAsync();
        try
        {
            lock (_gate)
            {
                (_sending, _pending) = (_pending, _sending);
            }

            for (var rest = _sending.WrittenMemory; !rest.IsEmpty;)
            {
                rest = rest[await _socket.SendAsync(rest)..];
            }

            return true;
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _sending.ResetWrittenCount();
            _flushing.Release();
        }
    }

    /// <summary>Hangs up with a reset, which a server cannot fail to notice.</summary>
    public void Reset() => _socket.Reset();

    /// <summary>The semaphore stays: somebody may be flushing, and is told by the socket.</summary>
    public void Dispose() => _socket.Dispose();

    public static string Explain(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nothing listens there; start a room with 'chatroom server'",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no machine of that name is known",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no way to that network",
        _ => error.Message,
    };
}
