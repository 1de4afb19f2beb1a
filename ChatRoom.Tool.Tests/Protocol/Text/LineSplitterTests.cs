using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class LineSplitterTests
{
    private const int Limit = 8;
    private const string TooLong = "(too long)";

    private static readonly string[] Conversations =
    [
        "",
        "\n",
        "\r\n\n\r\r\n",
        "one\ntwo\r\nthree\rfour",
        "one\r\n\r\ntwo\r\r\nthree\n\r",
        "12345678\n12345678\r\n12345678\r",
        "123456789\nnext\n",
        "1234567890123456789\r\nnext\r123456789",
        "123456789\n123456789\r\n123456789\rnext\n",
        "é日\n😀😀\r\n😀😀é\nü\r",
    ];

    [Test]
    public void Lf_crlf_and_a_lone_cr_each_end_a_line() =>
        Assert.That(Split("one\ntwo\r\nthree\rfour\n"u8.ToArray()), Is.EqualTo(["one", "two", "three", "four"]));

    [Test]
    public void Empty_lines_are_lines() =>
        Assert.That(Split("\n\r\n\r\r\n\n"u8.ToArray()), Is.EqualTo(["", "", "", "", ""]));

    [Test]
    public void A_crlf_that_arrives_in_two_pieces_ends_one_line() =>
        Assert.That(Split("one\r"u8.ToArray(), "\ntwo\n"u8.ToArray()), Is.EqualTo(["one", "two"]));

    [Test]
    public void A_line_is_complete_when_its_cr_has_arrived() =>
        Assert.That(Split("one\r"u8.ToArray()), Is.EqualTo(["one"]));

    [Test]
    public void A_line_that_is_as_long_as_the_limit_passes() =>
        Assert.That(Split("12345678\r\nx\n"u8.ToArray()), Is.EqualTo(["12345678", "x"]));

    [Test]
    public void A_line_over_the_limit_is_reported_once_and_the_next_one_passes() =>
        Assert.That(
            Split("12345"u8.ToArray(), "6789"u8.ToArray(), "012345678901234567890"u8.ToArray(), "the end\r"u8.ToArray(), "\nnext\n"u8.ToArray()),
            Is.EqualTo([TooLong, "next"]));

    [Test]
    public void A_line_over_the_limit_is_reported_before_its_end_has_arrived() =>
        Assert.That(Split("12345678"u8.ToArray(), "9"u8.ToArray()), Is.EqualTo([TooLong]));

    [TestCaseSource(nameof(Conversations))]
    public void A_split_in_two_anywhere_gives_the_same_lines(string conversation)
    {
        var bytes = Encoding.UTF8.GetBytes(conversation);
        foreach (var pieces in Splits.InTwo(bytes))
        {
            Assert.That(Split(pieces), Is.EqualTo(ExpectedOf(bytes)), $"cut at {pieces[0].Length}");
        }
    }

    [TestCaseSource(nameof(Conversations))]
    public void Byte_by_byte_gives_the_same_lines(string conversation)
    {
        var bytes = Encoding.UTF8.GetBytes(conversation);
        Assert.That(Split(Splits.ByteByByte(bytes)), Is.EqualTo(ExpectedOf(bytes)));
    }

    [Test]
    public void Random_pieces_give_the_same_lines()
    {
        var conversations =
            from bytes in Gen.Elements((byte)'\n', (byte)'\r', (byte)'a', (byte)'b', (byte)'c', (byte)0xC3).ArrayOf()
            from pieces in Samples.PiecesOf(bytes)
            select pieces;
        Fuzz.Each(conversations, pieces => Assert.That(Split(pieces), Is.EqualTo(ExpectedOf([.. pieces.SelectMany(piece => piece)]))), times: 1000);
    }

    [Test]
    public void An_unfinished_line_never_holds_more_than_the_limit([Range(0, 3 * Limit)] int length, [Values] bool byteByByte)
    {
        var bytes = Enumerable.Repeat((byte)'x', length).ToArray();
        var lines = new LineSplitter(Limit);
        Feed(lines, byteByByte ? Splits.ByteByByte(bytes) : [bytes]);

        lines.TryFlush(evenInsideCharacter: true, out var held);

        Assert.That(held.Length, Is.EqualTo(length > Limit ? 0 : length));
    }

    [Test]
    public void A_line_without_an_end_uses_no_memory_beyond_the_limit()
    {
        var lines = new LineSplitter(Limits.MaxLine);
        var piece = new byte[1000];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            ReadOnlySpan<byte> input = piece;
            while (lines.Next(ref input, out _) != SplitResult.NeedMore)
            {
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(8 * Limits.MaxLine));
    }

    [Test]
    public void A_flush_ends_the_unfinished_line()
    {
        var lines = new LineSplitter(Limit);
        Assert.That(Feed(lines, "done\nhal"u8.ToArray(), "f"u8.ToArray()), Is.EqualTo(["done"]));
        Assert.That(Flush(lines), Is.EqualTo("half"));
        Assert.That(Feed(lines, "next\n"u8.ToArray()), Is.EqualTo(["next"]));
    }

    [Test]
    public void A_flush_without_an_unfinished_line_gives_no_line()
    {
        var lines = new LineSplitter(Limit);
        Assert.That(Flush(lines), Is.Null);
        Feed(lines, "done\n"u8.ToArray());
        Assert.That(Flush(lines, evenInsideCharacter: true), Is.Null);
    }

    [Test]
    public void A_flush_gives_a_line_once()
    {
        var lines = new LineSplitter(Limit);
        Feed(lines, "once"u8.ToArray());
        Assert.That(Flush(lines), Is.EqualTo("once"));
        Assert.That(Flush(lines), Is.Null);
    }

    [Test]
    public void A_flush_waits_for_the_rest_of_a_character([Values("é", "日", "😀")] string character)
    {
        var bytes = Encoding.UTF8.GetBytes("a" + character);
        for (var cut = 2; cut < bytes.Length; cut++)
        {
            var lines = new LineSplitter(Limit);
            Feed(lines, bytes[..cut]);
            Assert.That(Flush(lines), Is.Null, $"cut at {cut}");
            Feed(lines, bytes[cut..]);
            Assert.That(Flush(lines), Is.EqualTo("a" + character), $"cut at {cut}");
        }
    }

    [Test]
    public void The_last_flush_gives_an_unfinished_character_too()
    {
        var lines = new LineSplitter(Limit);
        Feed(lines, [(byte)'a', 0xF0, 0x9F]);
        Assert.That(lines.TryFlush(evenInsideCharacter: true, out var line));
        Assert.That(line.ToArray(), Is.EqualTo(new byte[] { (byte)'a', 0xF0, 0x9F }));
    }

    [Test]
    public void A_flush_ends_a_line_that_is_being_dropped()
    {
        var lines = new LineSplitter(Limit);
        Assert.That(Feed(lines, "123456789"u8.ToArray()), Is.EqualTo([TooLong]));
        Assert.That(Flush(lines), Is.Null);
        Assert.That(Feed(lines, "next\n"u8.ToArray()), Is.EqualTo(["next"]));
    }

    private static List<string> Split(params byte[][] pieces) => Feed(new LineSplitter(Limit), pieces);

    private static List<string> Feed(LineSplitter lines, params byte[][] pieces)
    {
        var found = new List<string>();
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = piece;
            while (lines.Next(ref input, out var line) is var result and not SplitResult.NeedMore)
            {
                found.Add(result == SplitResult.TooLong ? TooLong : Encoding.Latin1.GetString(line));
            }

            Assert.That(input.IsEmpty, "all input is used");
        }

        return found.ConvertAll(line => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)));
    }

    private static string? Flush(LineSplitter lines, bool evenInsideCharacter = false) =>
        lines.TryFlush(evenInsideCharacter, out var line) ? Encoding.UTF8.GetString(line) : null;

    /// <summary>The same result, computed slowly and simply.</summary>
    private static List<string> ExpectedOf(byte[] bytes)
    {
        var parts = Regex.Split(Encoding.Latin1.GetString(bytes), "\r\n|\r|\n");
        var unfinished = parts[^1].Length > Limit ? [TooLong] : Array.Empty<string>();
        return
        [
            .. parts[..^1].Select(line => line.Length > Limit ? TooLong : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line))),
            .. unfinished,
        ];
    }
}
