using System.Numerics;
using System.Runtime.InteropServices;

namespace ChatRoom.Protocol.WebSocket;

/// <summary>The exclusive or with four bytes that a client's payload comes with. It hides a payload from old proxies only.</summary>
internal static class Masking
{
    /// <summary>
    /// Writes the unmasked <paramref name="source"/> to <paramref name="destination"/>, which may overlap it from an earlier or the
    /// same place. The mask is turned, so that the payload's next piece goes on with it.
    /// </summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref uint mask)
    {
        var place = 0;
        var wide = Vector.AsVectorByte(new Vector<uint>(mask));
        for (; source.Length - place >= Vector<byte>.Count; place += Vector<byte>.Count)
        {
            (new Vector<byte>(source[place..]) ^ wide).CopyTo(destination[place..]);
        }

        var narrow = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mask));
        for (; place < source.Length; place++)
        {
            destination[place] = (byte)(source[place] ^ narrow[place % sizeof(uint)]);
        }

        var turn = 8 * (source.Length % sizeof(uint));
        mask = BitConverter.IsLittleEndian ? BitOperations.RotateRight(mask, turn) : BitOperations.RotateLeft(mask, turn);
    }
}
