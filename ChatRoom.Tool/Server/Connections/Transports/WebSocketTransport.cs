using System.Net;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// A peer's text in the messages of a WebSocket (RFC 6455), over a transport whose handshake is done. Bytes that are sent together are
/// one message of whole lines or several, unless each line is a message. Loop thread only.
/// </summary>
/// <param name="inner">Carries the frames.</param>
/// <param name="remoteAddress">The address of the peer, which is not that of <paramref name="inner"/> if a proxy is between.</param>
/// <param name="linePerMessage">Each message, in both directions, is one line without its end.</param>
internal sealed class WebSocketTransport(Transport inner, IPAddress remoteAddress, bool linePerMessage) : Transport(remoteAddress)
{
    private readonly FrameReader _reader = new(linePerMessage);
    private readonly WebSocketOutput _output = new(inner, linePerMessage);

    // Bytes that are kept free at the start of a buffer, for the LF of a line whose header came earlier.
    private readonly int _start = linePerMessage ? 1 : 0;
    private TransportResult? _finalResult;
    private CloseCode _closeCode = CloseCode.Normal;

    // Input was taken that held no text: others get a turn before more is taken, because no limit applies to it.
    private bool _tookNoText;

    public override Door Door { get; set; } = Door.Web;

    public override bool IsOpen => true;

    public override CancellationToken Interrupted => inner.Interrupted;

    public override Task Stopped => Task.WhenAll(inner.Stopped, _output.Written);

    public override ValueTask<bool> OpenAsync(CancellationToken cancel) => ValueTask.FromResult(true);

    public override void Interrupt() => inner.Interrupt();

    public override ValueTask<bool> WaitReadableAsync(CancellationToken cancel) =>
        _finalResult is not null ? ValueTask.FromResult(true)
        : _tookNoText ? WaitAfterOthersAsync(cancel)
        : inner.WaitReadableAsync(cancel);

    public override TransportResult TryReceive(Span<byte> buffer, out int received)
    {
        received = 0;
        if (_finalResult is { } final)
        {
            return final;
        }

        var result = inner.TryReceive(buffer[_start..], out var length);
        if (result != TransportResult.Moved)
        {
            _finalResult = result == TransportResult.WouldBlock ? null : result;
            return result;
        }

        received = Unframe(buffer[..(_start + length)]);
        _tookNoText = received == 0;
        return received > 0 ? TransportResult.Moved : _finalResult ?? TransportResult.WouldBlock;
    }

    public override TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent) =>
        _output.TrySend(first, second, out sent);

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _output.SendAsync(bytes, cancel);

    public override void KeepAlive() => _output.SendControl(Opcode.Ping, default);

    public override void Reset()
    {
        inner.Reset();
        Dispose();
    }

    public override async Task<bool> EndOutputAsync(CancellationToken cancel) =>
        await _output.CloseAsync(_closeCode, cancel) && await inner.EndOutputAsync(cancel);

    protected override void Close() => inner.Dispose();

    private async ValueTask<bool> WaitAfterOthersAsync(CancellationToken cancel)
    {
        _tookNoText = false;
        await Task.Yield();
        return await inner.WaitReadableAsync(cancel);
    }

    /// <summary>Replaces frames by the text in them; returns its length. Of several pings, the last one is answered: RFC 6455, section 5.5.3.</summary>
    private int Unframe(Span<byte> bytes)
    {
        var (read, written) = (_start, 0);
        byte[]? ping = null;
        while (_reader.Next(bytes, ref read, ref written, out var control) is var result and not FrameResult.NeedMore)
        {
            if (result == FrameResult.Ping)
            {
                ping = control.ToArray();
            }
            else if (result != FrameResult.Pong)
            {
                // The peer closes, or broke the protocol.
                _closeCode = _reader.Failure ?? CloseCode.Normal;
                _finalResult = TransportResult.EndOfInput;
                break;
            }
        }

        if (ping is not null)
        {
            _output.SendControl(Opcode.Pong, ping);
        }

        return written;
    }
}
