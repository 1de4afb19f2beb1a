using System.Runtime.InteropServices;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.WebSocket;

internal sealed class MaskingTests
{
    [Test]
    public void A_payload_in_pieces_is_unmasked_like_the_whole([Range(0, 70)] int length)
    {
        var payload = Enumerable.Range(0, length).Select(value => (byte)value).ToArray();
        foreach (var pieces in Splits.InTwo(payload))
        {
            Assert.That(Unmask(pieces, shift: 0), Is.EqualTo(ExpectedOf(payload)), $"cut at {pieces[0].Length}");
        }
    }

    [Test]
    public void A_payload_may_be_unmasked_into_an_earlier_place_of_its_own_buffer() =>
        Fuzz.Each(
            from shift in Gen.Choose(0, 100)
            from length in Gen.Choose(0, 500)
            from pieces in Samples.PiecesOf([.. Enumerable.Range(0, length).Select(value => (byte)value)])
            select (shift, pieces),
            sample => Assert.That(Unmask(sample.pieces, sample.shift), Is.EqualTo(ExpectedOf([.. sample.pieces.SelectMany(piece => piece)]))));

    private static byte[] Unmask(byte[][] pieces, int shift)
    {
        var mask = MemoryMarshal.Read<uint>([1, 20, 0, 255]);
        var unmasked = new List<byte>();
        foreach (var piece in pieces)
        {
            byte[] buffer = [.. new byte[shift], .. piece];
            Masking.Apply(buffer.AsSpan(shift), buffer, ref mask);
            unmasked.AddRange(buffer[..piece.Length]);
        }

        return [.. unmasked];
    }

    private static byte[] ExpectedOf(byte[] payload)
    {
        byte[] mask = [1, 20, 0, 255];
        return [.. payload.Select((value, place) => (byte)(value ^ mask[place % 4]))];
    }
}
