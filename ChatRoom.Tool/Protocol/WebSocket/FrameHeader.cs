using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ChatRoom.Protocol.WebSocket;

/// <summary>
/// The bytes before a frame's payload (RFC 6455, section 5.2). A client masks its frames and the server does not. Numbers are
/// big-endian, and a length takes the shortest form that holds it.
/// <code>
/// header = (FIN RSV1 RSV2 RSV3 opcode) (MASK length) [length of 2 or 8 bytes] [mask of 4 bytes]
/// </code>
/// </summary>
internal readonly struct FrameHeader
{
    /// <summary>In bytes, of the longest header that a client sends.</summary>
    public const int MaxClientLength = 14;

    /// <summary>In bytes, of the longest header that the server sends.</summary>
    public const int MaxServerLength = 10;

    /// <summary>In bytes, the most that a frame other than text may carry.</summary>
    public const int MaxControlPayload = 125;

    private const byte Final = 0x80;
    private const byte Reserved = 0x70;
    private const byte Masked = 0x80;
    private const byte TwoBytes = 126;
    private const byte EightBytes = 127;

    private FrameHeader(CloseCode failure) => Failure = failure;

    private FrameHeader(byte first, int length, long payloadLength, uint mask) =>
        (Opcode, IsFinal, Length, PayloadLength, Mask) = ((Opcode)(first & 0x0F), (first & Final) != 0, length, payloadLength, mask);

    /// <summary>The reason that no frame may begin like this; null: it may.</summary>
    public CloseCode? Failure { get; }

    public Opcode Opcode { get; }

    /// <summary>True if the frame ends its message.</summary>
    public bool IsFinal { get; }

    /// <summary>In bytes, of the header itself.</summary>
    public int Length { get; }

    public long PayloadLength { get; }

    /// <summary>The mask's four bytes as they lie in memory.</summary>
    public uint Mask { get; }

    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>Reads the header of a client's frame; false: more bytes are needed to judge it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var length = bytes[1] & ~Masked;
        if (!MayBegin(bytes[0], bytes[1], length))
        {
            header = new FrameHeader(CloseCode.ProtocolError);
            return true;
        }

        var lengthEnd = length switch { TwoBytes => 4, EightBytes => 10, _ => 2 };
        if (bytes.Length < lengthEnd + sizeof(uint))
        {
            return false;
        }

        var payload = length switch
        {
            TwoBytes => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            EightBytes => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => length,
        };
        var least = length switch { TwoBytes => TwoBytes, EightBytes => ushort.MaxValue + 1, _ => 0 };
        header = payload < least
            ? new FrameHeader(CloseCode.ProtocolError)
            : new FrameHeader(bytes[0], lengthEnd + sizeof(uint), payload, MemoryMarshal.Read<uint>(bytes[lengthEnd..]));
        return true;
    }

    /// <summary>Writes the header of a whole text message from the server; returns the header's length.</summary>
    public static int Write(Span<byte> destination, int payloadLength) => Write(destination, Opcode.Text, payloadLength);

    /// <summary>Writes the header of an unmasked frame that is a message by itself; returns the header's length.</summary>
    public static int Write(Span<byte> destination, Opcode opcode, int payloadLength)
    {
        destination[0] = (byte)(Final | (byte)opcode);
        switch (payloadLength)
        {
            case < TwoBytes:
                destination[1] = (byte)payloadLength;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = TwoBytes;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadLength);
                return 4;
            default:
                destination[1] = EightBytes;
                BinaryPrimitives.WriteInt64BigEndian(destination[2..], payloadLength);
                return MaxServerLength;
        }
    }

    private static bool MayBegin(byte first, byte second, int length)
    {
        var opcode = (Opcode)(first & 0x0F);
        var isKnown = opcode is <= Opcode.Binary or (>= Opcode.Close and <= Opcode.Pong);
        var fits = opcode < Opcode.Close || ((first & Final) != 0 && length <= MaxControlPayload);
        return isKnown && fits && (first & Reserved) == 0 && (second & Masked) != 0;
    }
}
