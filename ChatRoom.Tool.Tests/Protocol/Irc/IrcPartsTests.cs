using System.Globalization;
using System.Text;
using ChatRoom.Protocol.Irc;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Irc;

internal sealed class IrcPartsTests
{
    /// <summary>Bytes at the end of a part in which a space is looked for.</summary>
    private const int SpaceRange = 100;

    private const string Family = "👩\u200D👩\u200D👧\u200D👦";

    private static readonly string[] Graphemes =
    [
        "a", "word", " ", "  ", "é", "e\u0301", "\u0301", " \u0301", "ß", "Ж", "日本語", "שלום", "مرحبا", "👍🏽", "🇩🇪", "😀", Family, "\u200D", "नी", "क्षि", "각",
        "a" + new string('\u0301', 40), "\uFFFD", ":", "-",
    ];

    private static Gen<string> Text { get; } =
        from graphemes in Gen.Elements(Graphemes).ArrayOf()
        from times in Samples.Number(1, 20)
        select string.Concat(Enumerable.Repeat(string.Concat(graphemes), times));

    [Test]
    public void The_parts_of_a_text_join_to_it() =>
        Fuzz.Each(
            TextsAndSizes,
            given =>
            {
                var parts = Split(given.Text, given.Size);
                Assert.That(string.Concat(parts), Is.EqualTo(given.Text));
                Assert.That(parts.Select(Encoding.UTF8.GetByteCount), Has.All.InRange(1, given.Size));
            },
            times: 3000);

    [Test]
    public void A_text_is_split_between_two_graphemes_only() =>
        Fuzz.Each(
            TextsAndSizes,
            given =>
            {
                var boundaries = StringInfo.ParseCombiningCharacters(given.Text).Append(given.Text.Length).ToHashSet();
                Assert.That(HasLongerGrapheme(given) || Ends(Split(given.Text, given.Size)).All(boundaries.Contains), given.ToString());
            },
            times: 3000);

    [Test]
    public void A_part_is_as_long_as_it_can_be() =>
        Fuzz.Each(
            TextsAndSizes,
            given =>
            {
                var parts = Split(given.Text, given.Size);
                for (var i = 0; i + 1 < parts.Count && !HasLongerGrapheme(given); i++)
                {
                    var next = GraphemesOf(parts[i + 1])[0];
                    var length = Encoding.UTF8.GetByteCount(parts[i]);
                    Assert.That(length + Encoding.UTF8.GetByteCount(next) > given.Size || (parts[i].EndsWith(' ') && length > given.Size - SpaceRange), given.ToString());
                }
            },
            times: 3000);

    [Test]
    public void A_part_ends_after_a_space_if_there_is_one_near_its_end() =>
        Fuzz.Each(
            TextsAndSizes,
            given =>
            {
                foreach (var part in HasLongerGrapheme(given) ? [] : Split(given.Text, given.Size).SkipLast(1))
                {
                    var near = GraphemesOf(part).AsEnumerable().Reverse().TakeWhile(grapheme => grapheme != " ").Sum(Encoding.UTF8.GetByteCount);
                    var whole = Encoding.UTF8.GetByteCount(part);
                    Assert.That(near == 0 || near == whole || whole - near <= given.Size - SpaceRange, given.ToString());
                }
            },
            times: 3000);

    [Test]
    public void Any_bytes_are_split_without_a_loss() =>
        Fuzz.Each(
            from bytes in Samples.Bytes
            from size in Samples.Number(4, 40)
            select (bytes, size),
            given =>
            {
                var joined = new List<byte>();
                for (var parts = new IrcParts(given.bytes, given.size); parts.TryTake(out var part);)
                {
                    Assert.That(part.Length, Is.GreaterThan(0).And.LessThanOrEqualTo(given.size));
                    joined.AddRange(part);
                }

                Assert.That(joined, Is.EqualTo(given.bytes));
            },
            times: 3000);

    [TestCase("one two three", 9, "one two |three")]
    [TestCase("one two three", 8, "one two |three")]
    [TestCase("one two three", 13, "one two three")]
    [TestCase("abcdefgh", 4, "abcd|efgh")]
    [TestCase("aééé", 4, "aé|éé")]
    [TestCase("a e\u0301x", 4, "a |e\u0301x")]
    [TestCase("ab \u0301x", 4, "ab| \u0301x")]
    [TestCase("😀😀", 7, "😀|😀")]
    [TestCase("א ב", 4, "א |ב")]
    [TestCase("a b \u0301c", 5, "a |b \u0301c")]
    [TestCase("", 4, "")]
    public void A_text_is_split_after_a_space_or_else_between_two_graphemes(string text, int size, string expected) =>
        Assert.That(string.Join('|', Split(text, size)), Is.EqualTo(expected));

    [Test]
    public void A_space_before_the_last_hundred_bytes_is_no_place_to_split()
    {
        var far = "a " + new string('b', 300);
        Assert.That(Split(far, 200)[0], Has.Length.EqualTo(200));
        var near = new string('a', 99) + " " + new string('b', 300);
        Assert.That(Split(near, 200)[0], Has.Length.EqualTo(200));
        Assert.That(Split("a" + near, 200)[0], Has.Length.EqualTo(101));
    }

    [Test]
    public void A_grapheme_that_is_longer_than_a_part_is_split_between_two_characters()
    {
        var text = "ab" + new string('\u0301', 300);
        var parts = Split(text, 101);
        Assert.That(string.Concat(parts), Is.EqualTo(text));
        Assert.That(parts[0], Is.EqualTo("a"));
        Assert.That(parts[1], Is.EqualTo("b" + new string('\u0301', 50)));
    }

    private static Gen<(string Text, int Size)> TextsAndSizes =>
        from text in Text
        from size in Gen.OneOf(Samples.Number(4, 60), Samples.Number(300, IrcEventWriter.MaxLine))
        select (text, size);

    private static List<string> Split(string text, int size)
    {
        var parts = new List<string>();
        for (var rest = new IrcParts(Encoding.UTF8.GetBytes(text), size); rest.TryTake(out var part);)
        {
            parts.Add(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(part));
        }

        return parts;
    }

    private static bool HasLongerGrapheme((string Text, int Size) given) => GraphemesOf(given.Text).Any(grapheme => Encoding.UTF8.GetByteCount(grapheme) > given.Size);

    private static int[] Ends(List<string> parts)
    {
        var end = 0;
        return parts.Select(part => end += part.Length).ToArray();
    }

    private static List<string> GraphemesOf(string text)
    {
        var all = new List<string>();
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            all.Add(elements.GetTextElement());
        }

        return all;
    }
}
