using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Reading;

internal sealed class SubmissionTests
{
    [TestCase("", SubmissionKind.Nothing, "")]
    [TestCase(" \n\t\n", SubmissionKind.Nothing, "")]
    [TestCase("hello", SubmissionKind.Text, "hello")]
    [TestCase("  indented", SubmissionKind.Text, "  indented")]
    [TestCase("/who", SubmissionKind.Command, "/who")]
    [TestCase("/who\n", SubmissionKind.Command, "/who")]
    [TestCase("//who", SubmissionKind.Command, "//who")]
    [TestCase("one\n\ntwo\n", SubmissionKind.Text, "one|two")]
    [TestCase("one\n/two", SubmissionKind.Text, "one|/two")]
    [TestCase("/etc/passwd\n/bin/sh", SubmissionKind.Text, "/etc/passwd|/bin/sh")]
    [TestCase("//a comment\n//another", SubmissionKind.Text, "//a comment|//another")]
    [TestCase("a\tb\e[31mc\u0007", SubmissionKind.Text, "a bc")]
    public void A_typed_text_becomes_lines(string typed, SubmissionKind kind, string lines)
    {
        var submission = Submission.Of(typed);
        Assert.That(submission.Kind, Is.EqualTo(kind));
        Assert.That(string.Join('|', submission.Lines), Is.EqualTo(lines));
        Assert.That(submission.Typed, Is.EqualTo(typed));
    }

    [Test]
    public void A_private_message_of_several_lines_is_not_said_to_all() =>
        Assert.That(Submission.Of("/msg bob the password is\nsecret").WhyNot, Does.StartWith("A command has one line"));

    [Test]
    public void A_text_that_is_too_long_is_refused_as_a_whole()
    {
        Assert.That(Submission.Of(new string('é', Limits.MaxText / 2)).Kind, Is.EqualTo(SubmissionKind.Text));
        Assert.That(Submission.Of("x\n" + new string('é', (Limits.MaxText / 2) + 1)).WhyNot, Is.EqualTo(Refusal.TooLong.Text));
        Assert.That(Submission.Of(Lines(Limits.MaxTogetherLines, 1)).Kind, Is.EqualTo(SubmissionKind.Text));
        Assert.That(Submission.Of(Lines(Limits.MaxTogetherLines + 1, 1)).WhyNot, Is.EqualTo(Refusal.TooMuchTogether.Text));
        Assert.That(Submission.Of(Lines(17, Limits.MaxText)).WhyNot, Is.EqualTo(Refusal.TooMuchTogether.Text));
    }

    [Test]
    public void Every_line_of_any_typed_text_can_be_said() => Fuzz.Each(
        Samples.AnyString,
        typed =>
        {
            var scratch = new byte[Limits.FilterScratch];
            foreach (var line in Submission.Of(typed).Lines)
            {
                Assert.That(ChatText.TryParse(System.Text.Encoding.UTF8.GetBytes(line), scratch, out var text));
                Assert.That(text.ToString(), Is.EqualTo(line));
            }
        });

    private static string Lines(int count, int length) => string.Join('\n', Enumerable.Repeat(new string('x', length), count));
}
