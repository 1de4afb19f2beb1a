using System.Text;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class Utf8CheckTests
{
    [Test]
    public void A_text_in_pieces_passes() =>
        Fuzz.Each(Samples.Text.SelectMany(text => Samples.PiecesOf(Encoding.UTF8.GetBytes(text))), pieces => Assert.That(Accepts(pieces)));

    [Test]
    public void Bytes_in_pieces_pass_only_if_they_pass_as_a_whole() =>
        Fuzz.Each(
            Samples.Bytes.SelectMany(Samples.PiecesOf),
            pieces => Assert.That(Accepts(pieces), Is.EqualTo(System.Text.Unicode.Utf8.IsValid([.. pieces.SelectMany(piece => piece)]))),
            times: 1000);

    [Test]
    public void A_character_is_complete_with_its_last_byte([Values("é", "日", "😀")] string character)
    {
        var check = new Utf8Check();
        foreach (var next in Encoding.UTF8.GetBytes(character))
        {
            Assert.That(check.TryAccept([next]));
            Assert.That(check.IsComplete, Is.EqualTo(next == Encoding.UTF8.GetBytes(character)[^1]));
        }
    }

    private static bool Accepts(byte[][] pieces)
    {
        var check = new Utf8Check();
        return Array.TrueForAll(pieces, piece => check.TryAccept(piece)) && check.IsComplete;
    }
}
