using System.Runtime.InteropServices;
using ChatRoom.Files;
using ChatRoom.Native;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// Standard input, output or error as the system has it. Reads and writes share the position of a file with other
/// processes, wait if the stream does not block, and fail with an <see cref="IOException"/> whose result is errno. Not for Windows.
/// </summary>
internal sealed class StandardStream(int file) : UnseekableStream
{
    /// <summary>The runtime opens files of its own. One of them may have the number of a stream that we were started without.</summary>
    private readonly bool _isOpen = Descriptor.WasGiven(file);

    /// <summary>Standard input that we were started without is empty.</summary>
    public override int Read(Span<byte> buffer)
    {
        while (_isOpen)
        {
            var read = Descriptor.Read(file, buffer);
            if (read >= 0)
            {
                return read;
            }

            if (-read == Descriptor.TryAgain)
            {
                Descriptor.WaitToRead(file);
            }
            else
            {
                ThrowUnlessInterrupted(-read);
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Holds the caller's thread: the system has no other way to read a file.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = _isOpen ? Descriptor.Write(file, buffer) : -Descriptor.BadFile;
            if (written >= 0)
            {
                buffer = buffer[written..];
            }
            else if (-written == Descriptor.TryAgain)
            {
                Descriptor.WaitToWrite(file);
            }
            else
            {
                ThrowUnlessInterrupted(-written);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    private void ThrowUnlessInterrupted(int error)
    {
        if (error != Descriptor.Interrupted)
        {
            throw new IOException(_isOpen ? Marshal.GetPInvokeErrorMessage(error) : "it is closed", error);
        }
    }
}
