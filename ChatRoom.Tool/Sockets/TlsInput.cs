using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ChatRoom.Sockets;

/// <summary>
/// What arrives over TLS. It reads ahead, one record at most, and holds a buffer only while there is something in it; a
/// wait that is given up takes nothing from the read that it waited for. Touched by the loop that receives alone.
/// </summary>
internal sealed class TlsInput(SslStream stream)
{
    private const int RecordBytes = 16 << 10;

    private Task<SocketError>? _reading;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Completes when nothing is read any more, once the stream is disposed of.</summary>
    public Task Stopped => _reading ?? Task.CompletedTask;

    /// <summary>Waits until <see cref="TryReceive"/> finds something, if only the end.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        _reading ??= ReadAheadAsync();
        if (!_reading.IsCompleted)
        {
            await _reading.WaitAsync(cancel);
        }
    }

    /// <summary>Takes what is there: nothing, with success, at the end of the connection.</summary>
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
    /// What a broken connection, a peer that breaks the rules of TLS (in the handshake or behind it), and our own closing come
    /// as: that the stream is disposed of or, where that happens just while a call begins, that it is not authenticated.
    /// </summary>
    public static bool IsExpectedEnd(Exception end) =>
        end is IOException or SocketException or InvalidOperationException or AuthenticationException;

    private async Task<SocketError> ReadAheadAsync()
    {
        // One that sends without end, so that no read ever waits, takes turns with the others.
        await Task.Yield();
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
