using System.Text;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks;

/// <summary>
/// Bytes that would affect another person's terminal, or hide something in a text. Each entry stands between two words, so that
/// a test sees whether the readable part arrives.
/// </summary>
internal sealed record Corpus(string Name, byte[] Bytes)
{
    public static readonly Corpus[] All =
    [
        Of("colour", "\e[31;1mX\e[0m"),
        Of("clear the screen", "\e[2J\e[H\e[3J"),
        Of("other screen", "\e[?1049h\e[?1000h\e[?2004l"),
        Of("ask what it is", "\e[c\e[>q\e[6n\e[21t"),
        Of("OSC 8 link", "\e]8;;http://evil.example/\e\\X\e]8;;\e\\"),
        Of("OSC 8 link, ended with BEL", "\e]8;id=1;file:///etc/passwd\aX\e]8;;\a"),
        Of("OSC 52 clipboard", "\e]52;c;ZXZpbA==\a"),
        Of("OSC 52 clipboard, ended with ST", "\e]52;p;ZXZpbA==\e\\"),
        Of("OSC 52 in C1", "\u009D52;c;ZXZpbA==\u009C"),
        Of("OSC title", "\e]0;title\a\e]2;title\e\\"),
        Of("OSC 9 and 777 notifications", "\e]9;X\a\e]777;notify;X;X\a"),
        Of("OSC 1337 file", "\e]1337;File=inline=1:AAAA\a"),
        Of("DCS", "\eP$q\"p\e\\\eP+q544e\e\\"),
        Of("DCS sixel", "\ePq#0;2;0;0;0~~@@\e\\"),
        Of("DCS in C1", "\u0090$q\"p\u009C"),
        Of("APC", "\e_Ga=T;AAAA\e\\"),
        Of("APC in C1", "\u009Fapplication\u009C"),
        Of("PM and SOS", "\e^private\e\\\eXstring\e\\"),
        Of("tmux passthrough", "\ePtmux;\e\e]52;c;ZXZpbA==\a\e\\"),
        Of("C1 as UTF-8", "\u0080\u0084\u0085\u0088\u008D\u008E\u009A\u009B31mX\u009C\u009F"),
        Raw("C1 raw", "9B33316D58 90 9D35323B633B41419C 85 84"),
        Of("reset", "\ec"),
        Of("charset", "\e(0\e)B\u000E\u000F"),
        Of("vertical moves", "\eM\eD\eE\v\f"),
        Of("saved cursor", "\e7\e[1;1H\e8"),
        Of("unterminated CSI", "\e[31"),
        Of("unterminated OSC", "\e]52;c;ZXZpbA=="),
        Of("unterminated DCS", "\ePq#0"),
        Of("unterminated C1 OSC", "\u009D0;"),
        Of("lone ESC", "\e"),
        Of("ESC ESC", "\e\e[31m\e\e"),
        Of("introducer in two parts", "\e\0[31m\e\u202E]0;X\a\e\u200B[31m"),
        Of("nested string", "\e]0;a\e]52;c;AA==\ab\e\\"),
        Of("bidi embeddings", "\u202Aa\u202Bb\u202Cc\u202Dd\u202Ee\u202C"),
        Of("bidi isolates", "\u2066a\u2067b\u2068c\u2069"),
        Of("bidi marks", "\u200E\u200F\u061C"),
        Of("deprecated format", "\u206A\u206B\u206C\u206D\u206E\u206F"),
        Of("zero width", "a\u200Bb\u200Bc\u2060d\uFEFFe"),
        Of("joiners between letters", "a\u200Db\u200Cc\u200D\u200Dd"),
        Of("invisible operators", "1\u2061\u2062\u2063\u20642"),
        Of("soft hyphen", "pass\u00ADword"),
        Of("Mongolian vowel separator", "a\u180Eb"),
        Of("tag characters", "\U000E0001\U000E0041\U000E0042\U000E007F"),
        Of("hidden in variation selectors", "a\U000E0100\U000E01EFb"),
        Of("interlinear annotation", "\uFFF9a\uFFFAb\uFFFB"),
        Of("byte order mark", "\uFEFFX\uFFFE"),
        Of("line and paragraph separators", "a\u2028b\u2029c\u0085d"),
        Of("CR over the line", "harmless\revil"),
        Of("CR and a forged notice", "\r# The server stops\r! no\r"),
        Of("backspaces", "evil\b\b\b\bgood"),
        Of("deletes", "evil\u007F\u007F\u007F\u007F"),
        Of("bell", "\a\a"),
        Of("tabs", "a\tb"),
        Raw("NUL", "610062"),
        Raw("overlong ESC in two, three and four", "C09B5B33316D E0809B5B33316D F080809B5B33316D"),
        Raw("overlong C1, NUL and LF", "E0829B33316D C080 C08A"),
        Raw("surrogates", "EDA080 EDBFBF EDA0BDEDB880"),
        Raw("beyond Unicode", "F4908080 FF FE F8888080 80"),
        Raw("cut off", "C3 F09F98 E2"),
        Raw("control in a cut character", "C21B5B6D9B33316D"),
        Raw("every control", string.Concat(Enumerable.Range(1, 31).Where(value => value is not (10 or 13)).Select(value => value.ToString("X2"))) + "7F"),
        Of("JSON", "\",\"type\":\"join\"}\\u001b[31m\\u202e\\"),
        Of("logs' own ends", "\e[31m\" level=error event=\"fault"),
    ];

    /// <summary>The name, for messages that cannot show the bytes.</summary>
    public override string ToString() => Name;

    /// <summary>Fails if a byte affects a terminal or hides a part of the text. Line ends are allowed.</summary>
    public static void IsSafe(ReadOnlySpan<byte> output, string where)
    {
        if (!System.Text.Unicode.Utf8.IsValid(output))
        {
            Assert.Fail($"{where}: not UTF-8: {TestText.Shown(output)}");
        }

        if (output.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            IsSafe(Encoding.UTF8.GetString(output), where);
        }
    }

    /// <inheritdoc cref="IsSafe(ReadOnlySpan{byte}, string)"/>
    public static void IsSafe(string output, string where)
    {
        var before = default(Rune);
        var place = 0;
        foreach (var rune in output.EnumerateRunes())
        {
            if (IsForbidden(rune, before))
            {
                Assert.Fail($"{where}: U+{rune.Value:X4} in {TestText.Shown(output[Math.Max(0, place - 100)..Math.Min(output.Length, place + 100)])}");
            }

            before = rune;
            place += rune.Utf16SequenceLength;
        }
    }

    private static bool IsForbidden(Rune rune, Rune before) => rune.Value switch
    {
        '\n' => false,
        < 0x20 or (>= 0x7F and <= 0x9F) => true,
        0x00AD or 0x061C or 0x180E or 0x200B or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) => true,
        0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE0FFF) => true,
        // Emoji and scripts other than Latin need these.
        0x200C or 0x200D => before.Value is < 0x80 or 0x200C or 0x200D,
        _ => false,
    };

    private static Corpus Of(string name, string text) => new(name, Encoding.UTF8.GetBytes($"begin {text} end"));

    private static Corpus Raw(string name, string hex) =>
        new(name, [.. "begin "u8, .. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), .. " end"u8]);
}
