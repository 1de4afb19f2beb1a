using ChatRoom.Files;
using ChatRoom.Native;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// Standard error for sentences to a person. Bytes that cannot be written are dropped in silence, because there is nowhere else to
/// report that. If nobody reads it, a write waits for <see cref="TimeoutMilliseconds"/> once. Used by one thread at a time.
/// </summary>
internal sealed class StandardError : UnseekableStream
{
    /// <summary>How long to wait for a slow reader, in milliseconds.</summary>
    public const int TimeoutMilliseconds = 1000;

    /// <summary>A pipe that is ready to write takes this many bytes without blocking, on any Unix.</summary>
    private const int ChunkBytes = 512;

    private const int File = 2;

    private readonly Stream _inner = StandardStreams.OpenErrorForLog();
    private int _timeout = TimeoutMilliseconds;

    public override bool CanRead => false;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty && IsWritable())
            {
                var length = Math.Min(buffer.Length, ChunkBytes);
                _inner.Write(buffer[..length]);
                buffer = buffer[length..];
            }
        }
        catch (Exception gone) when (FileFailure.IsExpected(gone))
        {
            // There is nowhere to report it.
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsWritable()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        var isTaken = Descriptor.WaitToWrite(File, _timeout);
        _timeout = isTaken ? TimeoutMilliseconds : 0;
        return isTaken;
    }
}
