using System.Net.Sockets;

namespace ChatRoom.Tests.Attacks;

/// <summary>A connection that from some byte on sends other bytes than it was given, or none.</summary>
internal sealed class CorruptingStream(Socket socket, SeededRandom seededRandom) : Stream
{
    private readonly NetworkStream _inner = new(socket);

    /// <summary>The first byte that is not sent as it is.</summary>
    public required int From { get; set; }

    /// <summary>From there on nothing is sent, which whoever writes does not see.</summary>
    public bool Stops { get; init; }

    public int Written { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(Spoil(buffer.AsSpan(offset, count)));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _inner.WriteAsync(Spoil(buffer.Span), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private byte[] Spoil(ReadOnlySpan<byte> bytes)
    {
        var first = Math.Clamp(From - Written, 0, bytes.Length);
        Written += bytes.Length;
        var sent = bytes.ToArray();
        if (Stops)
        {
            return sent[..first];
        }

        for (var at = first; at < sent.Length; at += seededRandom.Number(1, 60))
        {
            sent[at] ^= (byte)(1 << seededRandom.Number(0, 7));
        }

        return sent;
    }
}
