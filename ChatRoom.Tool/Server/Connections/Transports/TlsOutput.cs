using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// What is to be sent over TLS: one record that is filled, and one that a task encrypts and writes meanwhile; more is not
/// taken, so that a peer that reads nothing costs two records. It holds no buffer while there is nothing to send.
/// Guarded by its lock.
/// </summary>
internal sealed class TlsOutput(SslStream stream, Action lost)
{
    private const int RecordBytes = 16 << 10;

    private readonly Lock _gate = new();
    private byte[]? _filling;
    private int _filled;
    private bool _isWriting;
    private bool _isLost;
    private Task _writing = Task.CompletedTask;

    // Told, and forgotten, when there is room again; made by whoever waits for it.
    private TaskCompletionSource? _room;

    /// <summary>Completes when everything that was taken is written, or never will be.</summary>
    public Task Written
    {
        get
        {
            lock (_gate)
            {
                return _writing;
            }
        }
    }

    public bool IsLost
    {
        get
        {
            lock (_gate)
            {
                return _isLost;
            }
        }
    }

    /// <summary>Takes as much as there is room for.</summary>
    public SocketError TrySend(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out int sent)
    {
        lock (_gate)
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

    /// <summary>Has all of it taken, as there comes room; false where the peer is lost.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room();
            switch (TrySend(bytes.Span, default, out var sent))
            {
                case SocketError.Success:
                    bytes = bytes[sent..];
                    break;
                case SocketError.WouldBlock:
                    await room.WaitAsync(cancel);
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

    /// <summary>Taken before one tries, so that no room is missed.</summary>
    private Task Room()
    {
        lock (_gate)
        {
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TryTakeOver(out var record, out var length))
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

    /// <summary>The record that was filled is to be written; false where none was.</summary>
    private bool TryTakeOver(out byte[] record, out int length)
    {
        lock (_gate)
        {
            (record, length) = (_filling ?? [], _filled);
            (_filling, _filled) = (null, 0);
            _isWriting = length > 0;
            TellRoom();
            return _isWriting;
        }
    }

    private void Lose()
    {
        lock (_gate)
        {
            _isLost = true;
            TellRoom();
        }

        lost();
    }

    private void TellRoom()
    {
        _room?.SetResult();
        _room = null;
    }
}
