using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ChatRoom.Sockets;

/// <summary>
/// The input of a TLS connection. It reads ahead at most one record, and holds a buffer only as long as there are bytes in it.
/// Cancelling a wait does not cancel the read. Used only by the loop that receives.
/// </summary>
internal sealed class TlsInput(SslStream stream)
{
    private const int RecordBytes = 16 << 10;

    private Task<SocketError>? _reading;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Completes when the last read has ended, after the stream was disposed of.</summary>
    public Task Stopped => _reading ?? Task.CompletedTask;

    /// <summary>Waits until <see cref="TryReceive"/> has bytes, or the end of the connection.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        // Not on the caller's thread, which may serve other connections as well.
        _reading ??= Task.Run(ReadAheadAsync, CancellationToken.None);
        if (!_reading.IsCompleted)
        {
            await _reading.WaitAsync(cancel);
        }
    }

    /// <summary>Takes the bytes that have arrived. At the end of the connection, that is success with 0 bytes.</summary>
    public SocketError TryReceive(Span<byte> buffer, out int received)
    {
        received = 0;
        if (_reading is not { IsCompleted: true })
        {
            return SocketError.WouldBlock;
        }

        var error = _reading.GetAwaiter().GetResult();
        received = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, received).CopyTo(buffer);
        _start += received;
        if (received > 0 && _start == _end)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_reading, _buffer, _start, _end) = (null, [], 0, 0);
        }

        return error;
    }

    /// <summary>
    /// True for the exceptions of a broken connection, and of a peer that breaks the rules of TLS. True also for those after we have
    /// closed: that the stream is disposed of or, if that happens while a call begins, that it is not authenticated.
    /// </summary>
    public static bool IsExpectedEnd(Exception end) =>
        end is IOException or SocketException or InvalidOperationException or AuthenticationException;

    private async Task<SocketError> ReadAheadAsync()
    {
        try
        {
            // An empty read waits without a buffer.
            _end = await stream.ReadAsync(Memory<byte>.Empty);
            _buffer = ArrayPool<byte>.Shared.Rent(RecordBytes);
            _end = await stream.ReadAsync(_buffer);
            return SocketError.Success;
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            return SocketError.ConnectionReset;
        }
    }
}
