using System.Buffers;
using System.Net.Security;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// Decrypts the input of a connection when its receiver asks for it, on the receiver's thread. An empty read waits in the
/// stream all the time, as the stream may have taken more from the peer than it has given: another record, or the end.
/// It holds a buffer only while there are decrypted bytes. Receiving task only.
/// </summary>
internal sealed class DecryptedInput(SslStream stream, TransportStream encrypted)
{
    private const int RecordBytes = 16 << 10;

    private Task _reading = Task.CompletedTask;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private TransportResult? _finalResult;

    /// <summary>Completes when no read runs any more, after the stream was disposed of.</summary>
    public Task Stopped => StopAsync();

    /// <summary>True if <see cref="TryReceive"/> has something without further input from the peer.</summary>
    public bool HasMore => _start < _end || _reading.IsCompleted;

    /// <summary>Begins to wait for the next record, after the handshake.</summary>
    public void Begin()
    {
        encrypted.MayHaveInput = false;
        try
        {
            _reading = stream.ReadAsync(Memory<byte>.Empty).AsTask();
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            // The connection has ended, as the next receive shows.
            _reading = Task.FromException(end);
        }
    }

    public TransportResult TryReceive(Span<byte> buffer, out int received)
    {
        received = 0;
        var result = _start < _end ? TransportResult.Moved : _finalResult ?? Decrypt();
        if (result != TransportResult.Moved)
        {
            return result;
        }

        received = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, received).CopyTo(buffer);
        _start += received;
        if (_start == _end)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _start, _end) = ([], 0, 0);
            Begin();
        }

        return TransportResult.Moved;
    }

    private TransportResult Decrypt()
    {
        encrypted.Resume();
        if (!_reading.IsCompleted)
        {
            // A read that does not wait for input would have to write first, and the peer accepts nothing.
            return encrypted.IsAwaitingInput ? TransportResult.WouldBlock : End(TransportResult.Lost);
        }

        try
        {
            // After the empty read, this one has its bytes, or the end.
            _reading.GetAwaiter().GetResult();
            _buffer = ArrayPool<byte>.Shared.Rent(RecordBytes);
            var reading = stream.ReadAsync(_buffer);
            if (!reading.IsCompleted)
            {
                _reading = reading.AsTask();
                return End(TransportResult.Lost);
            }

            (_start, _end) = (0, reading.GetAwaiter().GetResult());
            return _end > 0 ? TransportResult.Moved : End(TransportResult.EndOfInput);
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            return End(TransportResult.Lost);
        }
    }

    private TransportResult End(TransportResult result)
    {
        _finalResult = result;
        return result;
    }

    private async Task StopAsync()
    {
        try
        {
            await _reading;
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            // The connection is closed.
        }
    }
}
