using System.Net.Security;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// Encrypts what is sent, straight from the sender's memory, and gives it to the kernel in the same call. While the kernel
/// has not accepted all of that, which is at most one record, nothing more is accepted. It holds no buffer of its own.
/// One thread at a time.
/// </summary>
internal sealed class TlsOutput(SslStream stream, TransportStream encrypted)
{
    /// <summary>A record has at most 16 KiB, and the TLS libraries of some systems take a little of that for themselves.</summary>
    private const int RecordBytes = 16_000;

    /// <summary>Sends two pieces, and reports how much of them was encrypted.</summary>
    public TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
    {
        sent = 0;
        try
        {
            sent = Encrypt(first);
            sent += sent == first.Length ? Encrypt(second) : 0;
            return sent > 0 ? TransportResult.Moved : TransportResult.WouldBlock;
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            return TransportResult.Lost;
        }
    }

    /// <summary>Sends all of it; false: the peer is lost.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            if (!await encrypted.Written.WaitAsync(cancel) || TrySend(bytes, default, out var sent) == TransportResult.Lost)
            {
                return false;
            }

            bytes = bytes[sent..];
        }

        return await encrypted.Written.WaitAsync(cancel);
    }

    private int Encrypt(ReadOnlyMemory<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length && encrypted.Written.IsCompleted)
        {
            var piece = bytes.Slice(taken, Math.Min(bytes.Length - taken, RecordBytes));
            var writing = stream.WriteAsync(piece);
            if (!writing.IsCompleted)
            {
                // The stream below does not wait after the handshake, so the peer asks for another one.
                throw new IOException("the peer interrupts the connection");
            }

            writing.GetAwaiter().GetResult();
            taken += piece.Length;
        }

        return taken;
    }
}
