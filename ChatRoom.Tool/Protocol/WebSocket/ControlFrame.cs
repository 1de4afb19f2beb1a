using System.Buffers.Binary;

namespace ChatRoom.Protocol.WebSocket;

/// <summary>Writes the server's pings, pongs and closes.</summary>
internal static class ControlFrame
{
    /// <summary>In bytes, of the longest one.</summary>
    public const int MaxLength = 2 + FrameHeader.MaxControlPayload;

    /// <summary>Writes a frame with a payload of at most <see cref="FrameHeader.MaxControlPayload"/> bytes; returns its length.</summary>
    public static int Write(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var start = FrameHeader.Write(destination, opcode, payload.Length);
        payload.CopyTo(destination[start..]);
        return start + payload.Length;
    }

    /// <summary>Writes a close with a code alone; returns its length.</summary>
    public static int WriteClose(Span<byte> destination, CloseCode code)
    {
        Span<byte> payload = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        return Write(destination, Opcode.Close, payload);
    }
}
