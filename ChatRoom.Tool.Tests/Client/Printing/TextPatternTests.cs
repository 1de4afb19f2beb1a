using System.Text;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Printing;

internal sealed class TextPatternTests
{
    [TestCase("b", "abc", ExpectedResult = true)]
    [TestCase("^b", "abc", ExpectedResult = false)]
    [TestCase("", "", ExpectedResult = true)]
    [TestCase("^.$", "é", ExpectedResult = true)]
    [TestCase(@"^\w+$", "日本語", ExpectedResult = true)]
    [TestCase(@"(.)\1", "hello", ExpectedResult = true)]
    [TestCase(@"(?<!h)e", "hello", ExpectedResult = false)]
    [TestCase("(?=l+o)l", "hello", ExpectedResult = true)]
    public bool? A_pattern_is_searched_for_in_a_text(string pattern, string text) => Of(pattern).IsMatch(Encoding.UTF8.GetBytes(text));

    [Test]
    public void A_pattern_without_backtracking_takes_linear_time()
    {
        var evil = new string('a', Limits.MaxText - 1) + "b";

        Assert.That(Of("^(a+)+$").IsMatch(evil), Is.False);
        Assert.That(Of("^(a|a)*$").IsMatch(evil), Is.False);
    }

    [TestCase("^(?=(a+)+$)")]
    [TestCase(@"^(?:(a+)+)\1$")]
    public void A_pattern_with_backtracking_gives_up_after_a_limit(string pattern)
    {
        var parsed = Of(pattern);

        Assert.That(parsed.IsMatch(new string('a', 100) + "b"), Is.Null);
        Assert.That(parsed.IsMatch("aaaa"), Is.True);
    }

    [Test]
    public void A_text_may_have_any_length_and_any_bytes()
    {
        var pattern = Of("x$");

        Assert.That(pattern.IsMatch([.. Enumerable.Repeat((byte)0xFF, 2 * ServerLine.MaxEncoded), (byte)'x']), Is.True);
        Assert.That(pattern.IsMatch("y"u8), Is.False);
    }

    [TestCase("(", "Invalid pattern '(' at offset 1. Not enough )'s")]
    [TestCase("*", "Invalid pattern '*' at offset 1. Quantifier '*' following nothing")]
    public void An_invalid_pattern_is_explained_in_one_sentence(string pattern, string expected)
    {
        Assert.That(TextPattern.TryParse(pattern, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo(expected));
    }

    private static TextPattern Of(string pattern)
    {
        Assert.That(TextPattern.TryParse(pattern, out var parsed, out var whyNot), whyNot);
        return parsed!;
    }
}
