using System.Text;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class ClientLineParserTests
{
    private static readonly Gen<ClientLineValues> Lines =
        from kind in Gen.Elements(Enum.GetValues<ClientLineKind>())
        from number in Some.Long
        from words in Some.Name.Two()
        from text in Some.Text
        select OnlyWhatItCarries(new ClientLineValues(kind) { Number = number, Room = words.Item1, Name = words.Item2, Text = text });

    [Test]
    public void What_was_written_is_read_back() =>
        Fuzz.Each(
            Lines,
            line =>
            {
                Assert.That(Parse(line.Write()[..^1], out var parsed), Is.EqualTo(ParseResult.Ok));
                Assert.That(parsed, Is.EqualTo(line));
            },
            times: 1000);

    [Test]
    public void An_unknown_word_is_told_from_a_malformed_line(
        [Values("", " ", "hello", "Say 1 lobby hi", "saying 1 lobby hi", "message 1 2 r n t", " say 1 lobby hi", "/quit", "say\t1 lobby hi")] string line) =>
        Assert.That(Parse(line, out _), Is.EqualTo(ParseResult.UnknownWord));

    [TestCase("join")]
    [TestCase("join lobby")]
    [TestCase("join lobby ")]
    [TestCase("join  alice", Description = "an empty room")]
    [TestCase("say")]
    [TestCase("say 1")]
    [TestCase("say 1 ")]
    [TestCase("say 1  hi", Description = "an empty room")]
    [TestCase("say lobby hi")]
    [TestCase("say one lobby hi")]
    [TestCase("say 1. lobby hi")]
    [TestCase("say -1 lobby hi")]
    [TestCase("say 9223372036854775808 lobby hi")]
    [TestCase("say 18446744073709551617 lobby hi")]
    [TestCase("command x lobby /who")]
    public void A_line_whose_fields_are_not_what_they_must_be_is_malformed(string line) =>
        Assert.That(Parse(line, out _), Is.EqualTo(ParseResult.Malformed));

    [Test]
    public void Fields_of_a_later_version_are_passed_over()
    {
        Assert.That(Parse("join lobby alice new-field", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Join) { Room = "lobby", Name = "alice" }));
        Assert.That(Parse("quit new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Quit)));
    }

    [Test]
    public void A_text_may_be_empty([Values("say 1 lobby", "say 1 lobby ", "command 1 lobby", "ping", "ping ", "pong")] string line)
    {
        Assert.That(Parse(line, out var parsed), Is.EqualTo(ParseResult.Ok));
        Assert.That(parsed.Text, Is.Empty);
    }

    [Test]
    public void A_text_keeps_its_spaces()
    {
        Assert.That(Parse("say 1 lobby   two  words ", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line.Text, Is.EqualTo("  two  words "));
    }

    [Test]
    public void The_largest_number_is_read()
    {
        Assert.That(Parse("say 9223372036854775807 lobby hi", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line.Number, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void No_bytes_at_all_break_the_parser() =>
        Fuzz.Each(
            from word in Gen.Elements("join ", "say ", "command ", "ping ", "pong ", "quit ", "")
            from bytes in Some.Bytes
            select (byte[])[.. Encoding.ASCII.GetBytes(word), .. bytes],
            bytes => Assert.DoesNotThrow(() => ClientLineParser.TryParse(bytes, out _)),
            times: 1000);

    private static ParseResult Parse(string text, out ClientLineValues values)
    {
        var result = ClientLineParser.TryParse(Encoding.UTF8.GetBytes(text), out var line);
        values = ClientLineValues.Of(line);
        return result;
    }

    private static ClientLineValues OnlyWhatItCarries(ClientLineValues all) => all.Kind switch
    {
        ClientLineKind.Join => new(all.Kind) { Room = all.Room, Name = all.Name },
        ClientLineKind.Say or ClientLineKind.Command => all with { Name = "" },
        ClientLineKind.Ping or ClientLineKind.Pong => new(all.Kind) { Text = all.Text },
        _ => new(all.Kind),
    };
}
