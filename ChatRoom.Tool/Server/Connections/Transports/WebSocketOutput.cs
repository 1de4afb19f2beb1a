using System.Buffers;
using ChatRoom.Protocol.WebSocket;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// Sends text in messages of whole lines, or of one line without its end. While the kernel has not accepted all of them, nothing more is
/// accepted, except for one frame of control, which follows them. It holds a buffer only meanwhile. Loop thread only.
/// </summary>
internal sealed class WebSocketOutput(Transport inner, bool linePerMessage)
{
    /// <summary>Bytes of text that are sent at a time; more than any line.</summary>
    private const int MaxText = 32 << 10;

    private byte[]? _control;

    /// <summary>Completes when the kernel has accepted everything; false: the peer is lost.</summary>
    public Task<bool> Written { get; private set; } = Task.FromResult(true);

    private bool IsLost => Written.IsCompleted && !Written.Result;

    /// <summary>Sends two pieces, and reports how much of them is in messages that were begun.</summary>
    public TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
    {
        sent = Frame(first);
        sent += sent == first.Length ? Frame(second) : 0;
        return IsLost ? TransportResult.Lost : sent > 0 ? TransportResult.Moved : TransportResult.WouldBlock;
    }

    /// <summary>Sends all of it; false: the peer is lost.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            if (!await Written.WaitAsync(cancel) || TrySend(bytes, default, out var sent) == TransportResult.Lost)
            {
                return false;
            }

            bytes = bytes[sent..];
        }

        return await Written.WaitAsync(cancel);
    }

    /// <summary>Sends a ping or a pong; if one waits already, the new one takes its place.</summary>
    public void SendControl(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[ControlFrame.MaxLength];
        frame = frame[..ControlFrame.Write(frame, opcode, payload)];
        if (Written.IsCompleted)
        {
            Send(frame, frame.Length, rented: false);
        }
        else
        {
            _control = frame;
        }
    }

    /// <summary>Sends the last frame after everything else; false: the peer is lost.</summary>
    public async Task<bool> CloseAsync(CloseCode code, CancellationToken cancel)
    {
        if (!await Written.WaitAsync(cancel))
        {
            return false;
        }

        var frame = new byte[ControlFrame.MaxLength];
        Send(frame, ControlFrame.WriteClose(frame, code), rented: false);
        return await Written.WaitAsync(cancel);
    }

    private int Frame(ReadOnlyMemory<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length && Written.IsCompleted && !IsLost)
        {
            var text = WholeLines(bytes.Span[taken..]);
            var frames = ArrayPool<byte>.Shared.Rent((linePerMessage ? 2 * text.Length : text.Length) + FrameHeader.MaxServerLength);
            Send(frames, linePerMessage ? WriteLines(text, frames) : WriteMessage(text, frames), rented: true);
            taken += text.Length;
        }

        return taken;
    }

    /// <summary>A message for each line, which needs at most twice the bytes. Returns the length of all.</summary>
    private static int WriteLines(ReadOnlySpan<byte> lines, Span<byte> frames)
    {
        var length = 0;
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            length += WriteMessage(lines[..end].TrimEnd((byte)'\r'), frames[length..]);
            lines = lines[(end + 1)..];
        }

        return length;
    }

    private static int WriteMessage(ReadOnlySpan<byte> text, Span<byte> frame)
    {
        var start = FrameHeader.Write(frame, text.Length);
        text.CopyTo(frame[start..]);
        return start + text.Length;
    }

    /// <summary>As many whole lines as are sent at a time.</summary>
    private static ReadOnlySpan<byte> WholeLines(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxText ? bytes
        : bytes[..MaxText].LastIndexOf((byte)'\n') is >= 0 and var end ? bytes[..(end + 1)]
        : bytes[..MaxText];

    private void Send(byte[] frame, int length, bool rented)
    {
        var result = inner.TrySend(frame.AsMemory(0, length), default, out var sent);
        if (result == TransportResult.Lost)
        {
            Written = Task.FromResult(false);
        }
        else if (sent < length)
        {
            Written = SendRestAsync(frame, sent, length, rented);
            return;
        }

        Release(frame, rented);
    }

    private async Task<bool> SendRestAsync(byte[] frame, int sent, int length, bool rented)
    {
        var isSent = await inner.SendAsync(frame.AsMemory(sent, length - sent), CancellationToken.None);
        Release(frame, rented);
        if (isSent && _control is { } control)
        {
            _control = null;
            isSent = await inner.SendAsync(control, CancellationToken.None);
        }

        return isSent;
    }

    private static void Release(byte[] frame, bool rented)
    {
        if (rented)
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }
}
