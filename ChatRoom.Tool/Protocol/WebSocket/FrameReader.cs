using System.Buffers.Binary;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.WebSocket;

/// <summary>
/// Reads a client's frames from a stream of bytes that may be split anywhere, and unmasks their text where it lies. It holds
/// no text, and a buffer only while the network has split a header or a control frame. Used only by the loop that receives.
/// <code>
/// message = text frame, continuation frames; only the last one has FIN
/// stream  = messages, with control frames between any two frames
/// </code>
/// </summary>
/// <param name="linePerMessage">A message is a line without its end: LF is written after it.</param>
internal sealed class FrameReader(bool linePerMessage)
{
    /// <summary>In bytes, of one message. All lines of a <c>together</c> fit in one.</summary>
    public const int MaxMessage = 128 << 10;

    // The start of a header or of a control frame's payload; null: the network has not split one.
    private byte[]? _held;
    private byte _heldLength;
    private bool _isInFrame;
    private bool _isInMessage;
    private bool _isFinal;
    private bool _isOver;
    private Opcode _opcode;
    private uint _mask;
    private int _frameLeft;
    private int _messageLength;
    private Utf8Check _text;

    /// <summary>The reason to close the WebSocket; null: the peer has kept to the protocol.</summary>
    public CloseCode? Failure { get; private set; }

    /// <summary>
    /// Goes on in <paramref name="bytes"/> at <paramref name="read"/>, up to the next control frame or the end. The text of the
    /// messages is written to the same bytes at <paramref name="written"/>, which is never after <paramref name="read"/>.
    /// </summary>
    /// <param name="read">If each message is a line, it begins at 1 or later: the header of a line may have come earlier, and its LF needs a byte.</param>
    /// <param name="control">The payload of a ping, pong or close; valid until the next call.</param>
    public FrameResult Next(Span<byte> bytes, ref int read, ref int written, out ReadOnlySpan<byte> control)
    {
        control = default;
        while (!_isOver)
        {
            if (!_isInFrame && (read == bytes.Length || !TryTakeHeader(bytes, ref read)))
            {
                return FrameResult.NeedMore;
            }

            if (_isOver)
            {
                return FrameResult.Failed;
            }

            if (_opcode >= Opcode.Close)
            {
                return TryTakeControl(bytes, ref read, out control) ? EndControl(ref control) : FrameResult.NeedMore;
            }

            if (!TryTakeText(bytes, ref read, ref written))
            {
                return Fail(CloseCode.InvalidText);
            }

            if (_frameLeft > 0)
            {
                return FrameResult.NeedMore;
            }

            _isInFrame = false;
            if (linePerMessage && _isFinal)
            {
                bytes[written++] = (byte)'\n';
            }
        }

        read = bytes.Length;
        return FrameResult.NeedMore;
    }

    /// <summary>Takes the bytes up to the payload; false: the rest of them has not arrived.</summary>
    private bool TryTakeHeader(ReadOnlySpan<byte> bytes, ref int read)
    {
        Span<byte> start = stackalloc byte[FrameHeader.MaxClientLength];
        _held.AsSpan(0, _heldLength).CopyTo(start);
        var taken = Math.Min(start.Length - _heldLength, bytes.Length - read);
        bytes.Slice(read, taken).CopyTo(start[_heldLength..]);
        if (!FrameHeader.TryRead(start[..(_heldLength + taken)], out var header))
        {
            Hold(bytes.Slice(read, taken));
            read += taken;
            return false;
        }

        read += Math.Max(0, header.Length - _heldLength);
        ReleaseHeld();
        if (header.Failure is { } failure)
        {
            Fail(failure);
        }
        else
        {
            Begin(header);
        }

        return true;
    }

    private void Begin(in FrameHeader header)
    {
        (_isInFrame, _opcode, _isFinal, _mask) = (true, header.Opcode, header.IsFinal, header.Mask);
        if (!header.IsControl)
        {
            if (_isInMessage != (header.Opcode == Opcode.Continuation))
            {
                Fail(CloseCode.ProtocolError);
                return;
            }

            _messageLength = _isInMessage ? _messageLength : 0;
            if (header.Opcode == Opcode.Binary || header.PayloadLength > MaxMessage - _messageLength)
            {
                Fail(header.Opcode == Opcode.Binary ? CloseCode.Unsupported : CloseCode.TooLarge);
                return;
            }

            _messageLength += (int)header.PayloadLength;
            _isInMessage = !header.IsFinal;
        }

        _frameLeft = (int)header.PayloadLength;
    }

    /// <summary>Unmasks what is there of a text frame; false: it is not UTF-8.</summary>
    private bool TryTakeText(Span<byte> bytes, ref int read, ref int written)
    {
        var length = Math.Min(_frameLeft, bytes.Length - read);
        var text = bytes.Slice(written, length);
        Masking.Apply(bytes.Slice(read, length), text, ref _mask);
        read += length;
        _frameLeft -= length;
        if (!_text.TryAccept(text) || (_isFinal && _frameLeft == 0 && !_text.IsComplete))
        {
            return false;
        }

        written += length;
        return true;
    }

    private bool TryTakeControl(Span<byte> bytes, ref int read, out ReadOnlySpan<byte> payload)
    {
        var piece = bytes.Slice(read, Math.Min(_frameLeft, bytes.Length - read));
        Masking.Apply(piece, piece, ref _mask);
        read += piece.Length;
        _frameLeft -= piece.Length;
        payload = piece;
        if (_frameLeft > 0 || _heldLength > 0)
        {
            Hold(piece);
            payload = _held.AsSpan(0, _heldLength);
        }

        return _frameLeft == 0;
    }

    private FrameResult EndControl(ref ReadOnlySpan<byte> payload)
    {
        ReleaseHeld();
        _isInFrame = false;
        switch (_opcode)
        {
            case Opcode.Ping:
                return FrameResult.Ping;
            case Opcode.Pong:
                return FrameResult.Pong;
            default:
                if (FailureOf(payload) is { } failure)
                {
                    payload = default;
                    return Fail(failure);
                }

                _isOver = true;
                return FrameResult.Close;
        }
    }

    private static CloseCode? FailureOf(ReadOnlySpan<byte> close) =>
        close.IsEmpty ? null
        : !IsCloseCode(close) ? CloseCode.ProtocolError
        : System.Text.Unicode.Utf8.IsValid(close[2..]) ? null
        : CloseCode.InvalidText;

    /// <summary>True if a peer may send this code; others only say what happened without one.</summary>
    private static bool IsCloseCode(ReadOnlySpan<byte> payload) =>
        payload.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(payload) is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and < 5000);

    private FrameResult Fail(CloseCode failure)
    {
        Failure = failure;
        _isOver = true;
        return FrameResult.Failed;
    }

    private void Hold(ReadOnlySpan<byte> piece)
    {
        _held ??= new byte[FrameHeader.MaxControlPayload];
        piece.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += (byte)piece.Length;
    }

    private void ReleaseHeld() => (_held, _heldLength) = (null, 0);
}
