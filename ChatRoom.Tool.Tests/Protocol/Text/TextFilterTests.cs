using System.Text;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Attacks;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class TextFilterTests
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly string[] StringIntroducers = ["\e]", "\eP", "\eX", "\e^", "\e_", "\u009D", "\u0090", "\u0098", "\u009E", "\u009F"];

    private static readonly TestCaseData<string, string>[] Sequences =
    [
        // Control sequences, ESC [
        new("a\e[31mb", "ab"),
        new("\e[1;31;40mbold\e[0m\e[K", "bold"),
        new("\e[38:2::255:0:0mred", "red"),
        new("\e[?1049h\e[2J\e[Hgone", "gone"),
        new("\e[ qa", "a"),
        new("\u009B31mred", "red"),
        new("\e\e[31mred", "red"),
        new("\e[\e[31mred", "red"),
        new("\e[31", "31"),
        new("\e[31é", "31é"),
        new("\e[", ""),
        new("\e", ""),

        // Strings: titles, links, the clipboard, device control
        new("\e]0;title\ashown", "shown"),
        new("\e]8;;http://evil/\e\\link\e]8;;\e\\", "link"),
        new("\e]52;c;ZXZpbA==\ashown", "shown"),
        new("\e]52;c;ZXZpbA==\e\\shown", "shown"),
        new("\e]52;c;ZXZpbA==\u009Cshown", "shown"),
        new("\e]52;c;ZXZpbA== shown", "52;c;ZXZpbA== shown"),
        new("\u009D52;c;ZXZpbA==\ashown", "shown"),
        new("\eP$q\"p\e\\shown", "shown"),
        new("\u0090$q\"p\u009Cshown", "shown"),
        new("\e_application\e\\\e^privacy\e\\\eXstring\e\\shown", "shown"),
        new("\e]0;a\e]0;b\ac", "c"),

        // Short ones
        new("\e(0hello", "hello"),
        new("\e%Ghello", "hello"),
        new("\e# 8hello", "hello"),
        new("\echello", "hello"),
        new("\e7hello\e8", "hello"),
        new("\e\\hello", "hello"),
        new("\e(é", "(é"),
        new("\eé", "é"),

        // The halves of an introducer do not join when the bytes between them are removed
        new("\e\0[31mred", "[31mred"),
        new("\e\u202E[31mred", "[31mred"),
        new("\e\e\e", ""),
        new("\e\u009B31mred", "red"),

        // Single characters
        new("a\0b\ac\bd\u007Fe\u0085f\u009Fg", "abcdefg"),
        new("a\r\nb", "ab"),
        new("a\tb", "a b"),
        new("a\u2028b\u2029c", "a b c"),
        new("\u202Eevil\u202C \u2066x\u2069 \u200E\u200F\u061C.", "evil x ."),

        // Hidden characters
        new("a\u200Bb\u2060c\uFEFFd\u00ADe\u180Ef", "abcdef"),
        new("\uFEFFbegin", "begin"),
        new("1\u2061\u2062\u2063\u2064\u206A\u206F2", "12"),
        new("\uFFF9a\uFFFAb\uFFFBc", "abc"),
        new("a\U000E0001\U000E0041\U000E007Fb\U000E0100\U000E01EFc", "abc"),
        new("a\u200Db \u200Cc\u200D", "ab c"),
        new("日\u200D\u200Dbe\u200C", "日\u200Dbe"),
        new("é\u200D\u200B\u200Cx", "é\u200Dx"),

        // Lines of logs
        new("\e[32minfo\e[39m\e[22m\e[49m: Now listening on: http://[::]:80", "info: Now listening on: http://[::]:80"),
        new("\e[0;1;39m[\e[0;32m  OK  \e[0;1;39m]\e[0m Started ssh.", "[  OK  ] Started ssh."),
    ];

    private static readonly TestCaseData<string, string>[] InvalidUtf8 =
    [
        new("80", "\uFFFD"),
        new("9B33316D78", "\uFFFD31mx"),
        new("FF41", "\uFFFDA"),
        new("C1", "\uFFFD"),

        // Overlong: ESC in two, three and four bytes, C1 in three
        new("C09B5B", "\uFFFD\uFFFD["),
        new("E0809B5B", "\uFFFD\uFFFD\uFFFD["),
        new("F080809B5B", "\uFFFD\uFFFD\uFFFD\uFFFD["),
        new("E0829B", "\uFFFD\uFFFD\uFFFD"),

        // Lone surrogates, a pair of them, and beyond the last character
        new("EDA080", "\uFFFD\uFFFD\uFFFD"),
        new("EDBFBF", "\uFFFD\uFFFD\uFFFD"),
        new("EDA0BDEDB880", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"),
        new("F4908080", "\uFFFD\uFFFD\uFFFD\uFFFD"),

        // Cut off, at the end and by what follows
        new("41C3", "A\uFFFD"),
        new("41F09F98", "A\uFFFD"),
        new("F09F9841", "\uFFFDA"),

        // A control sequence between two halves does not join them
        new("C21B5B6D9B33316D78", "\uFFFD\uFFFD31mx"),
    ];

    [TestCaseSource(nameof(Sequences))]
    public void Controls_are_removed_and_text_stays(string text, string expected)
    {
        Assert.That(Clean(text), Is.EqualTo(expected));
        Assert.That(TextFilter.Clean(text), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(InvalidUtf8))]
    public void Invalid_utf8_becomes_the_replacement_character(string hex, string expected) =>
        Assert.That(StrictUtf8.GetString(Clean(Convert.FromHexString(hex))), Is.EqualTo(expected));

    [Test]
    public void Printable_text_passes_unchanged(
        [Values("plain ~!", "naïve Ärger", "e\u0301 combining", "日本語", "👩\u200D👩\u200D👧 family", "🏳\uFE0F\u200D🌈", "می\u200Cخواهم", "क्\u200Dष", "\u05E9\u05DC\u05D5\u05DD", "\uFFFD", "\u00A0", "\U0010FFFD")] string text) =>
        Assert.That(Clean(text), Is.EqualTo(text));

    [Test]
    public void Any_printable_text_passes_unchanged() =>
        Fuzz.Each(Samples.Text, text => Assert.That(Clean(text), Is.EqualTo(text)));

    [Test]
    public void Any_input_becomes_safe_text() =>
        Fuzz.Each(Samples.Bytes, bytes => AssertSafe(Clean(bytes)), times: 2000);

    [TestCaseSource(typeof(Corpus), nameof(Corpus.All))]
    public void No_text_of_the_corpus_is_harmful_after_filtering(object hostile)
    {
        var bytes = ((Corpus)hostile).Bytes;
        AssertSafe(Clean(bytes));
        foreach (var pieces in Splits.InTwo(bytes))
        {
            AssertSafe([.. Clean(pieces[0]), .. Clean(pieces[1])]);
        }
    }

    [Test]
    public void Filtering_twice_changes_nothing_more() =>
        Fuzz.Each(
            Samples.Bytes,
            bytes =>
            {
                var once = Clean(bytes);
                Assert.That(Clean(once), Is.EqualTo(once));
            },
            times: 2000);

    [TestCaseSource(nameof(Sequences))]
    public void Every_part_of_a_sequence_is_safe_and_stays_safe(string text, string expected)
    {
        foreach (var pieces in Splits.InTwo(Encoding.UTF8.GetBytes(text)))
        {
            byte[] joined = [.. Clean(pieces[0]), .. Clean(pieces[1])];
            AssertSafe(joined);
            Assert.That(Clean(joined), Is.EqualTo(joined), $"{expected}, cut at {pieces[0].Length}");
        }
    }

    [Test]
    public void A_string_that_does_not_end_loses_only_its_introducer() =>
        Fuzz.Each(
            from introducer in Gen.Elements(StringIntroducers)
            from before in Samples.Text
            from text in Samples.Text
            select (introducer, before, text),
            given => Assert.That(Clean(given.before + given.introducer + given.text), Is.EqualTo(given.before + given.text)));

    [Test]
    public void A_text_of_introducers_is_searched_for_an_end_once()
    {
        // With a search for each introducer, the time would grow with the square of the length.
        var cleaning = Task.Run(() => TextFilter.Clean(string.Concat(Enumerable.Repeat("\e]x\u009D", 400_000))));
        Assert.That(cleaning.Wait(TestTimeout.Limit), "the filter finishes");
        Assert.That(cleaning.Result == new string('x', 400_000));
    }

    [Test]
    public void Filtering_does_not_change_plain_ascii() =>
        Fuzz.Each(
            Samples.Bytes,
            bytes =>
            {
                var plain = bytes.All(value => value is >= 0x20 and <= 0x7E);
                Assert.That(TextFilter.IsPlainAscii(bytes), Is.EqualTo(plain));
                Assert.That(!plain || Clean(bytes).AsSpan().SequenceEqual(bytes));
            });

    private static string Clean(string text) => StrictUtf8.GetString(Clean(Encoding.UTF8.GetBytes(text)));

    private static byte[] Clean(byte[] text)
    {
        var output = new byte[3 * text.Length];
        return output[..TextFilter.Clean(text, output)];
    }

    private static void AssertSafe(byte[] output)
    {
        Assert.That(output, Has.None.EqualTo((byte)'\n'));
        Corpus.IsSafe(output, "filtered");
    }
}
