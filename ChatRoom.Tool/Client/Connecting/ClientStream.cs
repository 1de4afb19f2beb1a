using System.Buffers;
using System.Runtime.CompilerServices;
using ChatRoom.Client.Connecting.Tls;
using ChatRoom.Client.Options;
using ChatRoom.Sockets;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// A client's socket with an output that collects: what is written goes out together at the next flush.
/// A lost connection is a result. Writing and flushing may come from any thread, receiving from one.
/// </summary>
internal sealed class ClientStream : IDisposable
{
    private const int ReceiveBytes = 64 << 10;

    private readonly ClientConnection _socket;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private int _length;
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _sending = new();

    private ClientStream(ClientConnection socket) => _socket = socket;

    /// <summary>What arrived last, until the next is waited for.</summary>
    public ReadOnlyMemory<byte> Received => _received.AsMemory(0, _length);

    /// <summary>Connects, or says in one sentence why it cannot.</summary>
    public static async Task<(ClientStream? Wire, Failure? Failure)> ConnectAsync(ClientOptions options, CancellationToken cancel)
    {
        if (options.Tls is not null)
        {
            return await ConnectEncryptedAsync(options, cancel);
        }

        var (socket, whyNot) = await ClientSocket.ConnectAsync(options.Host, options.Port, options.ConnectTimeout, options.Time, cancel);
        return socket is null ? (null, Failure.CannotConnect(options, whyNot!)) : (new ClientStream(socket), null);
    }

    /// <summary>True once nothing more arrives.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Waits for what arrives next; false at the end of the connection.</summary>
    public Task<bool> ReceiveAsync(CancellationToken cancel) => ReceiveAsync(null, cancel);

    /// <summary>The same, and starts the clock only where nothing is there yet.</summary>
    public Task<bool> ReceiveAsync(TimeLimit limit) => ReceiveAsync(limit.Start, limit.Cancel);

    private async Task<bool> ReceiveAsync(Func<CancellationToken>? limit, CancellationToken cancel)
    {
        try
        {
            _length = await _socket.ReceiveAsync(_received, cancel, limit);
        }
        catch (Exception end) when (IsLoss(end))
        {
            _length = 0;
        }

        HasEnded = _length == 0;
        return _length > 0;
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
        catch (Exception end) when (IsLoss(end))
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

    // Methods of their own, as a method loads what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(ClientStream? Wire, Failure? Failure)> ConnectEncryptedAsync(ClientOptions options, CancellationToken cancel)
    {
        var (connection, failure) = await TlsConnector.ConnectAsync(options, new ServerTrust(options), cancel);
        return (connection is null ? null : new ClientStream(connection), failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsLoss(Exception end) => TlsInput.IsExpectedEnd(end);
}
