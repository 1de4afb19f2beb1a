using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class NameReaderTests
{
    [TestCase("alice\n", nameof(NameEnd.LineEnd), "")]
    [TestCase("alice\r", nameof(NameEnd.LineEnd), "")]
    [TestCase("alice\r\nhello\n", nameof(NameEnd.LineEnd), "\nhello\n")]
    [TestCase("alice\0", nameof(NameEnd.Nul), "")]
    [TestCase("alice\0join lobby alice\n", nameof(NameEnd.Nul), "join lobby alice\n")]
    [TestCase("\n", nameof(NameEnd.LineEnd), "")]
    [TestCase("\0", nameof(NameEnd.Nul), "")]
    [TestCase("Zoë \e[m\nx", nameof(NameEnd.LineEnd), "x")]
    public void The_byte_that_ends_the_name_chooses_the_dialect(string said, string end, string left)
    {
        var bytes = Encoding.UTF8.GetBytes(said);
        foreach (var pieces in Splits.InTwo(bytes).Append(Splits.ByteByByte(bytes)))
        {
            var reader = new NameReader();
            Assert.That(Read(reader, pieces, out var rest), Is.EqualTo(NameResult.Name));
            Assert.That(reader.End.ToString(), Is.EqualTo(end));
            Assert.That(Encoding.UTF8.GetString(reader.Raw), Is.EqualTo(said[..said.IndexOfAny(['\n', '\r', '\0'])]));
            Assert.That(Encoding.UTF8.GetString(rest), Is.EqualTo(left));
        }
    }

    [Test]
    public void A_name_that_no_byte_ends_is_in_the_tutorials_dialect()
    {
        var reader = new NameReader();
        Assert.That(Read(reader, [[.. "Rajat"u8], [.. " One"u8]], out var rest), Is.EqualTo(NameResult.NeedMore));
        Assert.That(reader.End, Is.EqualTo(NameEnd.None));
        Assert.That(Encoding.UTF8.GetString(reader.Raw), Is.EqualTo("Rajat One"));
        Assert.That(rest, Is.Empty);
    }

    [Test]
    public void A_name_may_be_as_long_as_the_limit()
    {
        byte[] said = [.. Enumerable.Repeat((byte)'x', Limits.MaxRawName), (byte)'\n'];
        foreach (var pieces in Splits.InTwo(said))
        {
            Assert.That(Read(new NameReader(), pieces, out _), Is.EqualTo(NameResult.Name));
        }
    }

    [Test]
    public void A_name_over_the_limit_is_too_long([Values("", "\n", "\0")] string end)
    {
        byte[] said = [.. Enumerable.Repeat((byte)'x', Limits.MaxRawName + 1), .. Encoding.UTF8.GetBytes(end)];
        foreach (var pieces in Splits.InTwo(said).Append(Splits.ByteByByte(said)))
        {
            Assert.That(Read(new NameReader(), pieces, out _), Is.EqualTo(NameResult.TooLong));
        }
    }

    /// <summary>Passes in pieces until there is a result. The rest is the input that is left.</summary>
    private static NameResult Read(NameReader reader, byte[][] pieces, out byte[] rest)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            ReadOnlySpan<byte> input = pieces[i];
            var result = reader.Accept(ref input);
            if (result != NameResult.NeedMore)
            {
                rest = [.. input, .. pieces[(i + 1)..].SelectMany(piece => piece)];
                return result;
            }

            Assert.That(input.IsEmpty, "all input is used");
        }

        rest = [];
        return NameResult.NeedMore;
    }
}
