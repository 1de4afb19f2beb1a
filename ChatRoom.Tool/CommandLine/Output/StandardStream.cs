using System.Runtime.InteropServices;
using ChatRoom.Files;
using ChatRoom.Native;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// Standard input, output or error by direct calls to the system. Reads and writes share a file's position with other processes,
/// and wait if the stream is set not to block. An error is an <see cref="IOException"/> whose HResult is errno. Not for Windows.
/// </summary>
internal sealed class StandardStream(int file) : UnseekableStream
{
    /// <summary>False if the process was started without this stream. The runtime may have opened another file under its number.</summary>
    private readonly bool _isOpen = Descriptor.IsInherited(file);

    /// <summary>Reads nothing if the process was started without standard input.</summary>
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

    /// <summary>Blocks the caller's thread: the system has no other way to read a file.</summary>
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
