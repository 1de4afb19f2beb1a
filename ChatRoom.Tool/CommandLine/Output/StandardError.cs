using ChatRoom.Files;
using ChatRoom.Native;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// Standard error as the place for sentences: what cannot be written is passed over, and changes nothing. If nobody reads
/// it, that costs <see cref="Patience"/> once. Used by one thread at a time.
/// </summary>
internal sealed class StandardError : UnseekableStream
{
    /// <summary>How long, in milliseconds, to wait for a reader that is slow.</summary>
    public const int Patience = 1000;

    /// <summary>A pipe that takes anything takes this much without waiting, on any Unix.</summary>
    private const int PieceBytes = 512;

    private const int File = 2;

    private readonly Stream _inner = StandardStreams.OpenErrorForLog();
    private int _patience = Patience;

    public override bool CanRead => false;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty && IsTaken())
            {
                var length = Math.Min(buffer.Length, PieceBytes);
                _inner.Write(buffer[..length]);
                buffer = buffer[length..];
            }
        }
        catch (Exception gone) when (FileFailure.IsExpected(gone))
        {
            // There is nobody else to tell.
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsTaken()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        var isTaken = Descriptor.WaitToWrite(File, _patience);
        _patience = isTaken ? Patience : 0;
        return isTaken;
    }
}
