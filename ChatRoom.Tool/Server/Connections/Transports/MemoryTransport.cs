using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// The bytes of a peer that is a part of this program, such as a request over HTTP. The peer reads and writes the two pipes. The
/// server's side runs on the loop, like that of a socket.
/// </summary>
internal sealed class MemoryTransport(IPAddress remoteAddress) : Transport(remoteAddress)
{
    /// <summary>Bytes that may wait in each direction.</summary>
    private const int Capacity = 64 << 10;

    private readonly Pipe _fromPeer = new(new PipeOptions(pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2));
    private readonly Pipe _toPeer = new(new PipeOptions(pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2));
    private Task<FlushResult> _sending = Task.FromResult(default(FlushResult));

    /// <summary>Taken by the peer: completed when the server has sent everything and closes.</summary>
    public PipeReader PeerInput => _toPeer.Reader;

    /// <summary>Written by the peer, which completes it when it sends nothing more.</summary>
    public PipeWriter PeerOutput => _fromPeer.Writer;

    public override Door Door { get; set; } = Door.Web;

    public override bool IsOpen => true;

    public override CancellationToken Interrupted => CancellationToken.None;

    public override ValueTask<bool> OpenAsync(CancellationToken cancel) => ValueTask.FromResult(true);

    public override void Interrupt() => _fromPeer.Reader.CancelPendingRead();

    public override async ValueTask<bool> WaitReadableAsync(CancellationToken cancel)
    {
        if (IsClosed)
        {
            return false;
        }

        // Nothing is examined, so the bytes stay there for the next read.
        var result = await _fromPeer.Reader.ReadAsync(cancel);
        _fromPeer.Reader.AdvanceTo(result.Buffer.Start);
        return !IsClosed;
    }

    public override TransportResult TryReceive(Span<byte> buffer, out int received)
    {
        received = 0;
        if (IsClosed)
        {
            return TransportResult.Lost;
        }

        if (!_fromPeer.Reader.TryRead(out var result))
        {
            return TransportResult.WouldBlock;
        }

        var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
        taken.CopyTo(buffer);
        received = (int)taken.Length;
        _fromPeer.Reader.AdvanceTo(taken.End);
        return received > 0 ? TransportResult.Moved : result.IsCompleted ? TransportResult.EndOfInput : TransportResult.WouldBlock;
    }

    public override TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
    {
        sent = 0;
        if (IsClosed || (_sending.IsCompleted && _sending.Result.IsCompleted))
        {
            return TransportResult.Lost;
        }

        sent = Write(first);
        sent += sent == first.Length ? Write(second) : 0;
        return sent > 0 ? TransportResult.Moved : TransportResult.WouldBlock;
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            if (!await DrainAsync(cancel) || TrySend(bytes, default, out var sent) == TransportResult.Lost)
            {
                return false;
            }

            bytes = bytes[sent..];
        }

        return await DrainAsync(cancel);
    }

    public override void Reset() => Dispose();

    public override async Task<bool> EndOutputAsync(CancellationToken cancel)
    {
        var isRead = await DrainAsync(cancel);
        await _toPeer.Writer.CompleteAsync();
        return isRead;
    }

    protected override void Close()
    {
        _toPeer.Writer.Complete();
        _toPeer.Writer.CancelPendingFlush();
        _fromPeer.Reader.CancelPendingRead();
    }

    /// <summary>Waits until the peer has taken so much that more may be sent; false: it reads no more.</summary>
    private async ValueTask<bool> DrainAsync(CancellationToken cancel) => !(await _sending.WaitAsync(cancel)).IsCompleted;

    /// <summary>Writes as much as the peer accepts now; returns the number of bytes.</summary>
    private int Write(ReadOnlyMemory<byte> bytes)
    {
        var written = 0;
        while (written < bytes.Length && _sending.IsCompleted && !_sending.Result.IsCompleted)
        {
            var piece = bytes.Slice(written, Math.Min(bytes.Length - written, Capacity));
            _toPeer.Writer.Write(piece.Span);
            written += piece.Length;
            _sending = _toPeer.Writer.FlushAsync().AsTask();
        }

        return written;
    }
}
