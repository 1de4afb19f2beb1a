using System.Buffers;
using System.Runtime.CompilerServices;
using ChatRoom.Client.Connecting.Tls;
using ChatRoom.Client.Options;
using ChatRoom.Sockets;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// A client's connection with a buffered output: the next flush sends all that was written before it.
/// A lost connection is a result, not an exception. Any thread may write and flush; one loop receives.
/// </summary>
internal sealed class ClientStream : IDisposable
{
    private const int ReceiveBytes = 64 << 10;

    private readonly ClientConnection _socket;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private int _length;
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _sending = new();

    private ClientStream(ClientConnection socket) => _socket = socket;

    /// <summary>The bytes of the last receive, valid until the next one.</summary>
    public ReadOnlyMemory<byte> Received => _received.AsMemory(0, _length);

    /// <summary>Connects; or null, and the reason.</summary>
    public static async Task<(ClientStream? Stream, Failure? Failure)> ConnectAsync(ClientOptions options, CancellationToken cancel)
    {
        if (options.Tls is not null)
        {
            return await ConnectEncryptedAsync(options, cancel);
        }

        var (socket, whyNot) = await ClientSocket.ConnectAsync(options.Host, options.Port, options.ConnectTimeout, options.Time, cancel);
        return socket is null ? (null, Failure.CannotConnect(options, whyNot!)) : (new ClientStream(socket), null);
    }

    /// <summary>The connection has ended: nothing more arrives.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Receives the next bytes; false at the end of the connection.</summary>
    public Task<bool> ReceiveAsync(CancellationToken cancel) => ReceiveAsync(null, cancel);

    /// <summary>The same within a limit; its clock starts only if nothing has arrived yet.</summary>
    public Task<bool> ReceiveAsync(TimeLimit limit) => ReceiveAsync(limit.Start, limit.Cancel);

    private async Task<bool> ReceiveAsync(Func<CancellationToken>? limit, CancellationToken cancel)
    {
        try
        {
            _length = await _socket.ReceiveAsync(_received, limit, cancel);
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
        lock (_lock)
        {
            _pending.Write(bytes);
        }
    }

    /// <summary>Sends all that was written; false if the connection is lost.</summary>
    public async Task<bool> FlushAsync()
    {
        await _flushing.WaitAsync();
        try
        {
            lock (_lock)
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

    /// <summary>Closes the connection with a reset, which every server notices.</summary>
    public void Reset() => _socket.Reset();

    /// <summary>Does not dispose the semaphore: another thread may be flushing, and its send fails when the socket closes.</summary>
    public void Dispose() => _socket.Dispose();

    // Methods of their own: a method loads the assemblies of all types in it, and most connections need no TLS.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(ClientStream? Stream, Failure? Failure)> ConnectEncryptedAsync(ClientOptions options, CancellationToken cancel)
    {
        var (connection, failure) = await TlsConnector.ConnectAsync(options, new ServerTrust(options), cancel);
        return (connection is null ? null : new ClientStream(connection), failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsLoss(Exception end) => TlsInput.IsExpectedEnd(end);
}
