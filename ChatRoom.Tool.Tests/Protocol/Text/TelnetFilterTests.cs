using System.Text;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class TelnetFilterTests
{
    // In Latin-1, so that each character is one byte.
    [TestCase("hello", "hello")]
    [TestCase("\u00ff\u00fb\u0018\u00ff\u00fd\u0003bob", "bob", Description = "WILL and DO with an option")]
    [TestCase("bo\u00ff\u00f6b", "bob", Description = "a command of two bytes")]
    [TestCase("\u00ff\u00fa\u0018\u0000xterm\r\n\u00ff\u00f0bob", "bob", Description = "a subnegotiation, with a line end in it")]
    [TestCase("\u00ff\u00fa\u0018\u00ff\u00ffx\u00ff\u00f0bob", "bob", Description = "an escaped byte in a subnegotiation")]
    [TestCase("a\u00ff\u00ffb", "a\u00ffb", Description = "an escaped byte")]
    [TestCase("a\u00ffb", "a\u00ffb", Description = "no command")]
    [TestCase("\u00ff\u00feh\u0000i", "\u00ff\u00feh\u0000i", Description = "no option: text in UTF-16")]
    [TestCase("a\u00ff", "a", Description = "a byte that may begin a command waits for the next byte")]
    public void Commands_are_removed_and_text_stays(string sent, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(sent);
        foreach (var pieces in Splits.InTwo(bytes).Append(Splits.ByteByByte(bytes)))
        {
            var filter = new TelnetFilter();
            Assert.That(string.Concat(pieces.Select(piece => Strip(filter, piece))), Is.EqualTo(text));
        }
    }

    [Test]
    public void A_subnegotiation_without_an_end_is_removed_up_to_its_limit()
    {
        var filter = new TelnetFilter();
        Strip(filter, [255, 250, .. new byte[TelnetFilter.MaxSubnegotiation]]);

        Assert.That(Strip(filter, [.. "bob"u8]), Is.EqualTo("bob"));
    }

    private static string Strip(TelnetFilter filter, byte[] piece)
    {
        if (!filter.NeedsFiltering(piece))
        {
            return Encoding.Latin1.GetString(piece);
        }

        var output = new byte[piece.Length + 2];
        return Encoding.Latin1.GetString(output, 0, filter.Strip(piece, output));
    }
}
