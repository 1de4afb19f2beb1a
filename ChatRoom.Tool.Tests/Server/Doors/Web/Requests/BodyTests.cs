using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Requests;
using ChatRoom.Server.Options;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Requests;

internal sealed class BodyTests
{
    [TestCase("hello", "hello")]
    [TestCase("hello\n", "hello")]
    [TestCase("one\ntwo\r\nthree\rfour\n\n\nfive", "one|two|three|four|five")]
    [TestCase("  indented  ", "  indented")]
    [TestCase("\u001b[31mred\u001b[0m\n\u001b[0m\n", "red")]
    public void Each_line_of_a_text_that_is_not_empty_is_said(string body, string expected)
    {
        Assert.That(PostedLines.TrySplit(Encoding.UTF8.GetBytes(body), out var lines), Is.Null);
        Assert.That(string.Join('|', lines.Select(Encoding.UTF8.GetString)), Is.EqualTo(expected));
    }

    [Test]
    public void Invalid_UTF8_becomes_the_replacement_character()
    {
        Assert.That(PostedLines.TrySplit([(byte)'a', 0xFF, (byte)'b'], out var lines), Is.Null);
        Assert.That(Encoding.UTF8.GetString(lines[0]), Is.EqualTo("a\uFFFDb"));
    }

    [Test]
    public void The_limits_are_those_of_lines_that_are_said_together()
    {
        static string? Code(string body) => PostedLines.TrySplit(Encoding.UTF8.GetBytes(body), out _)?.Code;

        Assert.That(Code(""), Is.EqualTo("no-text"));
        Assert.That(Code(" \n\r\n"), Is.EqualTo("no-text"));
        Assert.That(Code(new string('x', Limits.MaxText)), Is.Null);
        Assert.That(Code(new string('x', Limits.MaxText + 1)), Is.EqualTo("too-long"));
        Assert.That(Code(string.Concat(Enumerable.Repeat("x\n", Limits.MaxTogetherLines))), Is.Null);
        Assert.That(Code(string.Concat(Enumerable.Repeat("x\n", Limits.MaxTogetherLines + 1))), Is.EqualTo("too-much-together"));
        Assert.That(Code(string.Concat(Enumerable.Repeat(new string('x', 4096) + "\n", 16))), Is.Null);
        Assert.That(Code(string.Concat(Enumerable.Repeat(new string('x', 4096) + "\n", 16)) + "x"), Is.EqualTo("too-much-together"));
    }

    [TestCase("payload=%7B%22text%22%3A%22a+b%22%7D", """{"text":"a b"}""")]
    [TestCase("payload={\"a\":1}&token=x", """{"a":1}""")]
    [TestCase("payload=hello", null)]
    [TestCase("text=hello", null)]
    [TestCase("hello", null)]
    [TestCase("payload=%zz%7B", null)]
    public void Only_a_form_with_an_object_is_read_as_a_form(string body, string? expected) =>
        Assert.That(FormBody.Payload(Encoding.UTF8.GetBytes(body)) is { } json ? Encoding.UTF8.GetString(json) : null, Is.EqualTo(expected));

    /// <summary>The example of GitHub's documentation.</summary>
    [TestCase("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", true)]
    [TestCase("SHA256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", true)]
    [TestCase("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18", false)]
    [TestCase("sha256=757107ea", false)]
    [TestCase("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false)]
    [TestCase("", false)]
    public void A_signature_proves_the_password(string header, bool expected) =>
        Assert.That(new Password("It's a Secret to Everybody"u8).HasSigned("Hello, World!"u8, HubSignature.Read(header)), Is.EqualTo(expected));

    [Test]
    public void A_password_is_given_as_it_was_set() => Assert.That(new Password("pässword"u8).ToArray(), Is.EqualTo("pässword"u8.ToArray()));
}
