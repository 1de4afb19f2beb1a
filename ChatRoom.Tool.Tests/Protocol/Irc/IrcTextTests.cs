using System.Text;
using ChatRoom.Protocol.Irc;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Irc;

internal sealed class IrcTextTests
{
    [TestCase("hi", "hi")]
    [TestCase("", "")]
    [TestCase("\u0002bold\u0002 \u001Ditalics\u001D \u001Funder\u001F \u001Estrike\u001E \u0011mono\u0011 \u0016reverse\u0016 \u000F", "bold italics under strike mono reverse ")]
    [TestCase("\u000304,02red\u0003", "red")]
    [TestCase("\u00034red", "red")]
    [TestCase("\u0003123", "3")]
    [TestCase("\u000312345", "345")]
    [TestCase("\u00034,text", ",text")]
    [TestCase("\u00034,", ",")]
    [TestCase("\u0003,4", ",4")]
    [TestCase("\u00034,1234", "34")]
    [TestCase("\u0003", "")]
    [TestCase("\u0004ff00AAred", "red")]
    [TestCase("\u0004ff00AA,00bbccred", "red")]
    [TestCase("\u0004ff00AA,00bbc", ",00bbc")]
    [TestCase("\u0004ff00A", "ff00A")]
    [TestCase("\u0004", "")]
    [TestCase("\u0002\u000304é😀\u000F!", "é😀!")]
    [TestCase("\u0007\u0001a", "\u0007\u0001a")]
    public void Codes_of_formatting_are_removed_with_their_digits(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var plain = new byte[bytes.Length];
        Assert.That(Encoding.UTF8.GetString(plain, 0, IrcText.RemoveFormatting(bytes, plain)), Is.EqualTo(expected));
    }

    [Test]
    public void Any_bytes_can_be_freed_from_formatting() =>
        Fuzz.Each(
            Samples.Bytes,
            bytes =>
            {
                var plain = new byte[bytes.Length];
                Assert.That(plain[..IrcText.RemoveFormatting(bytes, plain)].Intersect<byte>([2, 3, 4, 15, 17, 22, 29, 30, 31]), Is.Empty);
            },
            times: 2000);

    [TestCase("\u0001ACTION waves\u0001", "ACTION", "waves")]
    [TestCase("\u0001ACTION waves", "ACTION", "waves")]
    [TestCase("\u0001ACTION  waves  twice \u0001", "ACTION", " waves  twice ")]
    [TestCase("\u0001ACTION\u0001", "ACTION", "")]
    [TestCase("\u0001VERSION\u0001", "VERSION", "")]
    [TestCase("\u0001PING 1 2\u0001", "PING", "1 2")]
    [TestCase("\u0001", "", "")]
    [TestCase("\u0001\u0001", "", "")]
    public void A_command_between_clients_is_recognized(string text, string command, string rest)
    {
        Assert.That(IrcText.IsCtcp(Encoding.UTF8.GetBytes(text), out var readCommand, out var readRest));
        Assert.That(Encoding.UTF8.GetString(readCommand), Is.EqualTo(command));
        Assert.That(Encoding.UTF8.GetString(readRest), Is.EqualTo(rest));
    }

    [Test]
    public void An_ordinary_text_is_no_command([Values("", "hi", "ACTION waves", " \u0001ACTION waves\u0001", "a\u0001")] string text) =>
        Assert.That(IrcText.IsCtcp(Encoding.UTF8.GetBytes(text), out _, out _), Is.False);
}
