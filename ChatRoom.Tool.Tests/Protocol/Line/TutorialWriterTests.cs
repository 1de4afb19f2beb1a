using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Line;

internal sealed class TutorialWriterTests
{
    private static readonly ServerLineKind[] WithText =
        [ServerLineKind.Message, ServerLineKind.Action, ServerLineKind.Private, ServerLineKind.Notice, ServerLineKind.Error, ServerLineKind.Refused, ServerLineKind.Bye];

    [TestCase(ServerLineKind.Message, "alice: hi ? ? there\n")]
    [TestCase(ServerLineKind.Action, "* alice hi ? ? there\n")]
    [TestCase(ServerLineKind.Private, "(private to bob) alice: hi ? ? there\n")]
    [TestCase(ServerLineKind.Join, "alice joined!\n")]
    [TestCase(ServerLineKind.Leave, "alice left! hi ? ? there\n")]
    [TestCase(ServerLineKind.Announcement, "# hi ? ? there\n")]
    [TestCase(ServerLineKind.Rename, "bob is now alice!\n")]
    [TestCase(ServerLineKind.Welcome, "Connected to server!\n")]
    [TestCase(ServerLineKind.Notice, "# hi ? ? there\n")]
    [TestCase(ServerLineKind.Error, "! hi ? ? there\n")]
    [TestCase(ServerLineKind.Refused, "! 3 lines were not said: hi ? ? there\n")]
    [TestCase(ServerLineKind.Bye, "# hi ? ? there\n")]
    [TestCase(ServerLineKind.Gap, "# Missing here, as the server no longer has them: 3\n")]
    [TestCase(ServerLineKind.Ack, "")]
    [TestCase(ServerLineKind.Ping, "")]
    [TestCase(ServerLineKind.Pong, "")]
    [TestCase(ServerLineKind.Greeting, "")]
    public void Each_kind_reads_as_in_the_line_dialect_but_in_ascii(ServerLineKind kind, string expected)
    {
        var line = new ServerLineValues(kind) { Id = 1, Number = 3, Name = "alice", Other = "bob", Text = "hi é 😀 there" };
        Assert.That(line.In(TestDialects.Tutorial), Is.EqualTo(expected));
    }

    [Test]
    public void Any_text_becomes_ascii_for_the_tutorials_client() =>
        Fuzz.Each(
            from kind in Gen.Elements(WithText)
            from text in Samples.Bytes
            select (kind, text),
            given =>
            {
                var output = new byte[ServerLine.MaxEncoded];
                var line = new ServerLine { Kind = given.kind, Name = "alice"u8, Other = "bob"u8, Text = given.text };
                var length = TestDialects.Tutorial.Encoding.Write(line, output);
                Assert.That(Ascii.IsValid(output.AsSpan(0, length)));
            },
            times: 1000);

    [Test]
    public void A_long_text_becomes_lines_that_each_have_their_head([ValueSource(nameof(WithText))] ServerLineKind kind, [Values("t", "é", "日", "😀")] string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, Limits.MaxText / Encoding.UTF8.GetByteCount(character)));
        var longest = ServerLineValues.Longest(kind) with { Text = text };
        var head = (longest with { Text = "" }).In(TestDialects.Tutorial)[..^1];

        var written = longest.In(TestDialects.Tutorial);

        Assert.That(written.IndexOf('\n'), Is.EqualTo(written.Length - 1), "one event ends with one LF");
        var lines = written[..^1].Split('\r');
        Assert.That(lines, Has.All.StartsWith(head).And.All.Length.LessThanOrEqualTo(Limits.TutorialChunk));
        var shown = string.Concat(lines.Select(line => line[head.Length..]));
        Assert.That(shown, Is.EqualTo(new string(character == "t" ? 't' : '?', text.EnumerateRunes().Count())));
    }

    [Test]
    public void A_text_of_4096_bytes_needs_several_lines()
    {
        var lines = ServerLineValues.Longest(ServerLineKind.Message).In(TestDialects.Tutorial).Split('\r');
        Assert.That(lines, Has.Length.EqualTo(5));
    }

    [Test]
    public void A_text_that_fits_is_not_cut_and_one_more_character_is()
    {
        var fits = new string('t', Limits.TutorialChunk - "alice: ".Length - "\n".Length);
        var line = new ServerLineValues(ServerLineKind.Message) { Name = "alice" };
        Assert.That((line with { Text = fits }).In(TestDialects.Tutorial), Is.EqualTo($"alice: {fits}\n"));
        Assert.That((line with { Text = fits + "x" }).In(TestDialects.Tutorial), Is.EqualTo($"alice: {fits}\ralice: x\n"));
    }

    [Test]
    public void The_rest_of_a_long_text_cannot_pose_as_a_line_of_the_servers() =>
        Fuzz.Each(
            Samples.Number(0, 2 * Limits.TutorialChunk),
            length =>
            {
                var text = new string('t', length) + "bob left!";
                var line = new ServerLineValues(ServerLineKind.Message) { Name = "alice", Text = text };
                Assert.That(line.In(TestDialects.Tutorial)[..^1].Split('\r'), Has.All.StartsWith("alice: "));
            });
}
