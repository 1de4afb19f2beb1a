using System.Buffers;
using System.Threading.Tasks.Sources;
using ChatRoom.Files;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// The encrypted bytes of a connection, as the stream under its TLS. During the handshake, reads and writes wait for the
/// peer, and what follows them runs on the thread pool. After it nothing waits: a read that finds no input is continued by
/// <see cref="Resume"/>, on the thread of that call. If the kernel accepts only a part of a write, a task sends the rest.
/// One thread at a time reads, and one writes.
/// </summary>
internal sealed class TransportStream(Transport transport) : UnseekableStream, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _reading;
    private Memory<byte> _wanted;
    private int _isAwaitingInput;

    /// <summary>The first byte of the peer, which was received to see if it speaks TLS; null: it was read.</summary>
    public byte? First { get; set; }

    /// <summary>True after the handshake.</summary>
    public bool IsOpen { get; set; }

    /// <summary>False: an empty read waits for <see cref="Resume"/>, while no buffer is held. True: it completes at once.</summary>
    public bool MayHaveInput { get; set; }

    /// <summary>True while a read waits for <see cref="Resume"/>.</summary>
    public bool IsAwaitingInput => Volatile.Read(ref _isAwaitingInput) != 0;

    /// <summary>Completes when the kernel has accepted everything that was written; false: the peer is lost.</summary>
    public Task<bool> Written { get; private set; } = Task.FromResult(true);

    /// <summary>Continues the read that waits, if there is input for it.</summary>
    public void Resume()
    {
        var received = 0;
        MayHaveInput = true;
        var result = !IsAwaitingInput ? TransportResult.WouldBlock
            : _wanted.IsEmpty ? TransportResult.EndOfInput
            : transport.TryReceive(_wanted.Span, out received);
        if (result != TransportResult.WouldBlock)
        {
            EndRead(result, received);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // SslStream begins each read of a record with an empty one.
        if (!IsOpen)
        {
            return buffer.IsEmpty ? ValueTask.FromResult(0) : ReceiveAsync(buffer, cancellationToken);
        }

        var received = 0;
        switch (!buffer.IsEmpty ? transport.TryReceive(buffer.Span, out received) : MayHaveInput ? TransportResult.Moved : TransportResult.WouldBlock)
        {
            case TransportResult.WouldBlock:
                _wanted = buffer;
                _reading.Reset();
                Volatile.Write(ref _isAwaitingInput, 1);
                return new ValueTask<int>(this, _reading.Version);
            case TransportResult.Lost:
                return ValueTask.FromException<int>(Lost());
            default:
                return ValueTask.FromResult(received);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsOpen || !Written.IsCompleted)
        {
            return SendAsync(buffer, cancellationToken);
        }

        if (transport.TrySend(buffer, default, out var sent) == TransportResult.Lost)
        {
            return ValueTask.FromException(Lost());
        }

        if (sent < buffer.Length)
        {
            Written = SendRestAsync(buffer[sent..]);
        }

        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _reading.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _reading.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _reading.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        EndRead(TransportResult.EndOfInput, 0);
        base.Dispose(disposing);
    }

    private static IOException Lost() => new("the connection is broken");

    private void EndRead(TransportResult result, int received)
    {
        if (Interlocked.Exchange(ref _isAwaitingInput, 0) == 0)
        {
            return;
        }

        // In a context, tasks that follow would continue on the thread pool, and not before this returns.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        _wanted = default;
        if (result == TransportResult.Lost)
        {
            _reading.SetException(Lost());
        }
        else
        {
            _reading.SetResult(received);
        }

        SynchronizationContext.SetSynchronizationContext(context);
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        if (First is { } first)
        {
            (buffer.Span[0], First) = (first, null);
            return 1;
        }

        while (true)
        {
            var result = transport.TryReceive(buffer.Span, out var received);
            if (result == TransportResult.Lost)
            {
                throw Lost();
            }

            if (result != TransportResult.WouldBlock)
            {
                return received;
            }

            await transport.WaitReadableAsync(cancel).ConfigureAwait(false);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (!await Written.ConfigureAwait(false) || !await transport.SendAsync(bytes, cancel).ConfigureAwait(false))
        {
            throw Lost();
        }
    }

    private async Task<bool> SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        var kept = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            bytes.CopyTo(kept);
            return await transport.SendAsync(kept.AsMemory(0, bytes.Length), CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(kept);
        }
    }
}
