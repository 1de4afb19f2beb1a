using System.Net.Sockets;

namespace ChatRoom.Tests.Attacks;

/// <summary>A connection that sends changed bytes from some byte on, or no more bytes at all.</summary>
internal sealed class CorruptingStream(Socket socket, SeededRandom random) : Stream
{
    private readonly NetworkStream _inner = new(socket);

    /// <summary>The number of bytes that are sent unchanged.</summary>
    public required int From { get; set; }

    /// <summary>Whether nothing is sent after them. The writer does not notice.</summary>
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

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(Corrupt(buffer.AsSpan(offset, count)));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _inner.WriteAsync(Corrupt(buffer.Span), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private byte[] Corrupt(ReadOnlySpan<byte> bytes)
    {
        var first = Math.Clamp(From - Written, 0, bytes.Length);
        Written += bytes.Length;
        var sent = bytes.ToArray();
        if (Stops)
        {
            return sent[..first];
        }

        for (var at = first; at < sent.Length; at += random.Number(1, 60))
        {
            sent[at] ^= (byte)(1 << random.Number(0, 7));
        }

        return sent;
    }
}
