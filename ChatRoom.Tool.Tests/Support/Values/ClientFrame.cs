using System.Buffers.Binary;
using System.Text;
using ChatRoom.Protocol.WebSocket;

namespace ChatRoom.Tests.Support.Values;

/// <summary>A WebSocket frame as a client sends it, right or wrong, written slowly and simply.</summary>
internal sealed record ClientFrame(Opcode Opcode, byte[] Payload)
{
    public bool IsFinal { get; init; } = true;

    /// <summary>RSV1, RSV2 and RSV3.</summary>
    public byte ReservedBits { get; init; }

    /// <summary>Four bytes; null: the frame is not masked.</summary>
    public byte[]? Mask { get; init; } = [0x37, 0xfa, 0x21, 0x3d];

    /// <summary>2 or 8: the length takes this many bytes, even if fewer would do; 0: the fewest.</summary>
    public int LengthBytes { get; init; }

    /// <summary>The length that the header says; null: the true one.</summary>
    public long? ClaimedLength { get; init; }

    public static ClientFrame Text(string text) => new(Opcode.Text, Encoding.UTF8.GetBytes(text));

    public static ClientFrame Text(byte[] text) => new(Opcode.Text, text);

    public static ClientFrame Close(int code, string reason = "")
    {
        var payload = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        return new(Opcode.Close, [.. payload, .. Encoding.UTF8.GetBytes(reason)]);
    }

    /// <summary>A text in several frames of one message.</summary>
    public static ClientFrame[] Fragments(params byte[][] pieces) =>
        [.. pieces.Select((piece, index) => new ClientFrame(index == 0 ? Opcode.Text : Opcode.Continuation, piece) { IsFinal = index == pieces.Length - 1 })];

    public byte[] Write()
    {
        var length = ClaimedLength ?? Payload.Length;
        var lengthBytes = LengthBytes > 0 ? LengthBytes : length < 126 ? 0 : length <= ushort.MaxValue ? 2 : 8;
        var first = (byte)((IsFinal ? 0x80 : 0) | (ReservedBits << 4) | (byte)Opcode);
        var second = (byte)((Mask is null ? 0 : 0x80) | (lengthBytes switch { 0 => (int)length, 2 => 126, _ => 127 }));
        var wide = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(wide, length);
        return
        [
            first, second, .. wide[^lengthBytes..], .. Mask ?? [],
            .. Payload.Select((value, place) => Mask is null ? value : (byte)(value ^ Mask[place % 4])),
        ];
    }
}
