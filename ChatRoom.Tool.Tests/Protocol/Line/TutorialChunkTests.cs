using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Line;

internal sealed class TutorialChunkTests
{
    private static readonly Gen<ServerLineValues> Lines =
        from kind in Gen.Elements(ServerLineKind.Message, ServerLineKind.Action, ServerLineKind.Private, ServerLineKind.Join, ServerLineKind.Notice, ServerLineKind.Gap)
        from names in Gen.OneOf(Samples.Name, Gen.Constant("NAME")).Two()
        from text in Gen.OneOf(Samples.Text, Samples.Number(0, Limits.MaxText).Select(length => new string('t', length)), Gen.Constant("NAME"))
        select new ServerLineValues(kind) { Name = names.Item1, Other = names.Item2, Text = text };

    [Test]
    public void A_chunk_holds_all_lines_that_fit() =>
        Assert.That(Cut("alice: hi\nbob: ho\n"), Is.EqualTo(["alice: hi\nbob: ho"]));

    [Test]
    public void No_lines_give_no_chunk() => Assert.That(TutorialChunk.Fill([], new byte[Limits.TutorialChunk], out _), Is.Zero);

    [Test]
    public void A_line_that_does_not_fit_waits_for_the_next_chunk()
    {
        var (first, second) = (new string('a', 600), new string('b', 600));
        Assert.That(Cut($"{first}\n{second}\n"), Is.EqualTo([first, second]));
    }

    [Test]
    public void A_chunk_may_be_as_long_as_one_receive()
    {
        var (first, second) = (new string('a', 512), new string('b', 511));
        Assert.That(Cut($"{first}\n{second}\nc\n"), Is.EqualTo([$"{first}\n{second}", "c"]));
        Assert.That(Cut($"{first}\n{second}b\nc\n"), Is.EqualTo([first, $"{second}b\nc"]));
    }

    [Test]
    public void The_parts_of_one_event_are_lines_like_others() =>
        Assert.That(Cut("alice: a\ralice: b\nbob: c\n"), Is.EqualTo(["alice: a\nalice: b\nbob: c"]));

    [Test]
    public void Chunks_hold_all_lines_in_order_and_no_bytes_that_the_client_would_misread() =>
        Fuzz.Each(
            Lines.ArrayOf().Select(lines => string.Concat(lines.Select(line => line.In(TestDialects.Tutorial)))),
            written =>
            {
                var chunks = Cut(written);
                Assert.That(string.Concat(chunks.Select(chunk => chunk + '\n')), Is.EqualTo(written.Replace('\r', '\n')));
                Assert.That(chunks, Has.All.Length.InRange(1, Limits.TutorialChunk).And.None.EqualTo("NAME"));
                Assert.That(chunks.Where(chunk => chunk[0] == '\n' || chunk[^1] == '\n' || chunk.Contains('\r')), Is.Empty);
            },
            times: 100);

    private static List<string> Cut(string written)
    {
        var chunks = new List<string>();
        var chunk = new byte[Limits.TutorialChunk];
        for (ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes(written); !rest.IsEmpty;)
        {
            var length = TutorialChunk.Fill(rest, chunk, out var taken);
            Assert.That(taken, Is.Positive, "every chunk has a line");
            chunks.Add(Encoding.ASCII.GetString(chunk, 0, length));
            rest = rest[taken..];
        }

        return chunks;
    }
}
