using System.Buffers;
using System.Text;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Printing;

internal sealed class TemplateFormatTests
{
    private const string Message = "message 7 1700000000123 lobby alice hi é";

    [TestCase("", Message, "")]
    [TestCase("as it is", Message, "as it is")]
    [TestCase("%i", Message, "7")]
    [TestCase("%t", Message, "2023-11-14T22:13:20.123Z")]
    [TestCase("%T", Message, "message")]
    [TestCase("%r", Message, "lobby")]
    [TestCase("%n", Message, "alice")]
    [TestCase("%o", Message, "")]
    [TestCase("%m", Message, "hi é")]
    [TestCase("%%m", Message, "%m")]
    [TestCase(@"é%n\t%m\n\\n", Message, "éalice\thi é\n\\n")]
    [TestCase("%n%n", Message, "alicealice")]
    [TestCase("%j", "leave 7 1700000000123 lobby alice", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"leave","room":"lobby","name":"alice"}""")]
    [TestCase("%T %m", "bot 7 1700000000123 lobby ci beep", "message beep")]
    [TestCase("%T %o>%n", "rename 7 1700000000123 lobby al alice", "rename alice>al")]
    [TestCase("%T %n>%o %m", "private 1700000000123 lobby alice bob psst", "private alice>bob psst")]
    [TestCase("[%i] %T", "private 1700000000123 lobby alice bob psst", "[] private")]
    [TestCase("[%m] %T", "join 7 1700000000123 lobby alice", "[] join")]
    [TestCase("[%t]", "join 7 9223372036854775807 lobby alice", "[]")]
    [TestCase("%n: %m", "message 7 1700000000123 lobby al\e[31mice \e]0;x\u0007hi\u202E", "alice: hi")]
    public void A_field_is_replaced_by_its_value(string template, string typed, string expected) =>
        Assert.That(Write(template, Encoding.UTF8.GetBytes(typed)), Is.EqualTo(expected));

    [TestCase("%", "%")]
    [TestCase("a%", "%")]
    [TestCase("%x", "%x")]
    [TestCase("%I", "%I")]
    [TestCase("% n", "% ")]
    [TestCase("\\", "\\")]
    [TestCase("\\r", "\\r")]
    [TestCase("%n%%%", "%")]
    public void An_unknown_field_is_refused(string template, string mistake)
    {
        Assert.That(TemplateFormat.TryParse(template, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith($"'{mistake}' is not a field; "));
    }

    [Test]
    public void Any_text_of_a_server_fits() => Fuzz.Each(Samples.Bytes, bytes =>
    {
        byte[] typed = [.. "message 7 1700000000123 lobby alice "u8, .. bytes.Where(value => value is not ((byte)'\r' or (byte)'\n'))];
        if (ServerLineParser.TryParse(typed, out _) == ParseResult.Ok)
        {
            Assert.That(Write("%n: %m", typed), Does.StartWith("alice: ").And.Not.Contain("\e"));
        }
    });

    [Test]
    public void Filtering_may_make_the_longest_text_longer()
    {
        byte[] typed = [.. "message 7 1700000000123 lobby alice "u8, .. Enumerable.Repeat((byte)0xFF, ChatRoom.Protocol.Limits.MaxText)];

        Assert.That(Write("%m", typed), Is.EqualTo(new string('\uFFFD', ChatRoom.Protocol.Limits.MaxText)));
    }

    private static string Write(string template, byte[] typed)
    {
        Assert.That(TemplateFormat.TryParse(template, out var format, out var whyNot), whyNot);
        Assert.That(ServerLineParser.TryParse(typed, out var line), Is.EqualTo(ParseResult.Ok));
        var output = new ArrayBufferWriter<byte>();
        format!.Write(line, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
