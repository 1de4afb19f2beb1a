using System.Text;

namespace ChatRoom.Protocol.Text;

/// <summary>
/// Makes text safe for another person's screen. Filtering a text again changes nothing.
/// <list type="bullet">
/// <item>Printable characters pass, as valid UTF-8.</item>
/// <item>Tab, U+2028 and U+2029 become a space. Invalid UTF-8 becomes U+FFFD.</item>
/// <item>C0 and C1 controls, DEL, bidirectional controls and hidden characters (see <see cref="IsHidden"/>) are removed.</item>
/// <item>Terminal control sequences (ECMA-48 sections 5.4 and 5.6) are removed as a whole. If one does not end within the text,
/// only its introducer is removed, so that no readable text is lost.</item>
/// </list>
/// </summary>
internal static class TextFilter
{
    private const byte Escape = 0x1B;

    /// <summary>True if every byte is printable ASCII, which needs no filtering.</summary>
    public static bool IsPlainAscii(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    /// <summary>Filters into <paramref name="output"/>, which holds three times the bytes of the input; returns the length.</summary>
    public static int Clean(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var length = 0;
        var stringsEnd = true;
        var before = default(Rune);
        while (!text.IsEmpty)
        {
            var sequence = ControlSequenceLength(text, ref stringsEnd);
            if (sequence > 0)
            {
                text = text[sequence..];
                continue;
            }

            // An invalid sequence decodes as U+FFFD, one for each maximal part, as Unicode recommends.
            _ = Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            if (Replace(rune, before) is { } kept)
            {
                before = kept;
                length += kept.EncodeToUtf8(output[length..]);
            }

            text = text[consumed..];
        }

        return length;
    }

    /// <summary>Filters a string, such as a title, or a text from a server that does not filter.</summary>
    public static string Clean(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var output = new byte[3 * bytes.Length];
        return Encoding.UTF8.GetString(output, 0, Clean(bytes, output));
    }

    /// <summary>U+200C and U+200D, which separate or join their neighbours, in emoji and in scripts that are not Latin.</summary>
    public static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>
    /// Format characters that are not visible: zero-width spaces, byte order marks, soft hyphens, tags, variation selectors from 17 on.
    /// With them, two different texts look alike, or a text holds words that only programs read.
    /// </summary>
    private static bool IsHidden(Rune rune) => rune.Value is 0x00AD or 0x180E or 0x200B or (>= 0x2060 and <= 0x206F)
        or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE0FFF);

    private static Rune? Replace(Rune rune, Rune before) => rune.Value switch
    {
        '\t' or 0x2028 or 0x2029 => new Rune(' '),
        < 0x20 or (>= 0x7F and <= 0x9F) => null,
        0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) => null,
        _ when IsHidden(rune) || (IsJoiner(rune) && (before.IsAscii || IsJoiner(before))) => null,
        _ => rune,
    };

    /// <summary>
    /// The length of the control sequence with which the text begins, or 0. If the text holds no end of a string any more,
    /// <paramref name="stringsEnd"/> becomes false, so that the text is not searched again for each introducer.
    /// </summary>
    private static int ControlSequenceLength(ReadOnlySpan<byte> text, ref bool stringsEnd)
    {
        if (text[0] == Escape)
        {
            return text.Length == 1 ? 1 : AfterIntroducer((char)text[1], text, ref stringsEnd);
        }

        // The same introducers as single C1 characters, which are two bytes of UTF-8: C2 80 to C2 9F.
        return text.Length > 1 && text[0] == 0xC2 && text[1] is >= 0x80 and <= 0x9F
            ? AfterIntroducer((char)(text[1] - 0x40), text, ref stringsEnd)
            : 0;
    }

    private static int AfterIntroducer(char introducer, ReadOnlySpan<byte> text, ref bool stringsEnd) => introducer switch
    {
        '[' => 2 + ParametersAndFinal(text[2..]),
        ']' or 'P' or 'X' or '^' or '_' => 2 + StringAndTerminator(text[2..], ref stringsEnd),
        >= ' ' and <= '/' => 1 + IntermediatesAndFinal(text[1..]),
        >= '0' and <= '~' => 2,
        _ => 1,
    };

    private static int ParametersAndFinal(ReadOnlySpan<byte> text)
    {
        var final = text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x3F);
        return final >= 0 && text[final] is >= 0x40 and <= 0x7E ? final + 1 : 0;
    }

    private static int IntermediatesAndFinal(ReadOnlySpan<byte> text)
    {
        var final = text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x2F);
        return final >= 0 && text[final] is >= 0x30 and <= 0x7E ? final + 1 : 0;
    }

    private static int StringAndTerminator(ReadOnlySpan<byte> text, ref bool stringsEnd)
    {
        for (var i = 0; stringsEnd && i < text.Length; i++)
        {
            if (text[i] == 0x07)
            {
                return i + 1;
            }

            if (i + 1 < text.Length && (text[i], text[i + 1]) is (Escape, (byte)'\\') or (0xC2, 0x9C))
            {
                return i + 2;
            }
        }

        stringsEnd = false;
        return 0;
    }
}
