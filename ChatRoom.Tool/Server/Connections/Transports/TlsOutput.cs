using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// The bytes to be sent over TLS: one record is filled while a task encrypts and writes another. More is not accepted,
/// so a peer that reads nothing costs two records. It holds no buffer while there is nothing to send.
/// Guarded by its lock.
/// </summary>
internal sealed class TlsOutput(SslStream stream, Action lost)
{
    private const int RecordBytes = 16 << 10;

    private readonly Lock _lock = new();
    private byte[]? _filling;
    private int _filled;
    private bool _isWriting;
    private bool _isLost;
    private Task _writing = Task.CompletedTask;

    // Completed and dropped when there is space again; made when a sender has to wait.
    private TaskCompletionSource? _space;

    /// <summary>Completes when everything that was accepted is written, or never will be.</summary>
    public Task Written
    {
        get
        {
            lock (_lock)
            {
                return _writing;
            }
        }
    }

    public bool IsLost
    {
        get
        {
            lock (_lock)
            {
                return _isLost;
            }
        }
    }

    /// <summary>Accepts as much as there is space for.</summary>
    public SocketError TrySend(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out int sent)
    {
        lock (_lock)
        {
            sent = 0;
            if (_isLost)
            {
                return SocketError.ConnectionReset;
            }

            _filling ??= ArrayPool<byte>.Shared.Rent(RecordBytes);
            sent = Take(first);
            sent += sent == first.Length ? Take(second) : 0;
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = Task.Run(WriteAsync);
            }

            return sent > 0 ? SocketError.Success : SocketError.WouldBlock;
        }
    }

    /// <summary>Sends all of it, as space becomes free; false: the peer is lost.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            var space = Space();
            switch (TrySend(bytes.Span, default, out var sent))
            {
                case SocketError.Success:
                    bytes = bytes[sent..];
                    break;
                case SocketError.WouldBlock:
                    await space.WaitAsync(cancel);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, RecordBytes - _filled);
        bytes[..taken].CopyTo(_filling.AsSpan(_filled));
        _filled += taken;
        return taken;
    }

    /// <summary>Read before an attempt to send, so that no free space is missed.</summary>
    private Task Space()
    {
        lock (_lock)
        {
            _space ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _space.Task;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TryTakeRecord(out var record, out var length))
            {
                await stream.WriteAsync(record.AsMemory(0, length));
                ArrayPool<byte>.Shared.Return(record);
            }
        }
        catch (Exception end)
        {
            Lose();
            if (!TlsInput.IsExpectedEnd(end))
            {
                throw;
            }
        }
    }

    /// <summary>Takes the filled record, to be written; false: there is none.</summary>
    private bool TryTakeRecord(out byte[] record, out int length)
    {
        lock (_lock)
        {
            (record, length) = (_filling ?? [], _filled);
            (_filling, _filled) = (null, 0);
            _isWriting = length > 0;
            SignalSpace();
            return _isWriting;
        }
    }

    private void Lose()
    {
        lock (_lock)
        {
            _isLost = true;
            SignalSpace();
        }

        lost();
    }

    private void SignalSpace()
    {
        _space?.SetResult();
        _space = null;
    }
}
