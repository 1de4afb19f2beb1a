namespace ChatRoom.Protocol.Irc;

/// <summary>Codes of IRC clients in a text: formatting (modern.ircdocs.horse/formatting) and CTCP (modern.ircdocs.horse/ctcp).</summary>
internal static class IrcText
{
    private const byte Delimiter = 1;
    private const byte Color = 3;
    private const byte HexColor = 4;

    /// <summary>Removes the codes for colors and styles, with their digits; returns the length.</summary>
    /// <param name="output">As long as the text.</param>
    public static int RemoveFormatting(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            switch (text[i])
            {
                case Color:
                    i += 1 + ColorLength(text[(i + 1)..], most: 2, char.IsAsciiDigit);
                    break;
                case HexColor:
                    i += 1 + ColorLength(text[(i + 1)..], most: 6, char.IsAsciiHexDigit);
                    break;
                case 0x02 or 0x0F or 0x11 or 0x16 or 0x1D or 0x1E or 0x1F:
                    i++;
                    break;
                default:
                    output[length++] = text[i++];
                    break;
            }
        }

        return length;
    }

    /// <summary>Whether a text is a CTCP message; a missing end is tolerated.</summary>
    /// <param name="command">The first word, such as <c>ACTION</c>.</param>
    /// <param name="rest">The text after it.</param>
    public static bool IsCtcp(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> command, out ReadOnlySpan<byte> rest)
    {
        command = rest = default;
        if (text.IsEmpty || text[0] != Delimiter)
        {
            return false;
        }

        text = text[1..];
        text = text.EndsWith([Delimiter]) ? text[..^1] : text;
        var space = text.IndexOf((byte)' ');
        command = space < 0 ? text : text[..space];
        rest = space < 0 ? default : text[(space + 1)..];
        return true;
    }

    /// <summary>The length of the digits after a code: a foreground, and after a comma a background. The hexadecimal ones have all digits or none.</summary>
    private static int ColorLength(ReadOnlySpan<byte> text, int most, Func<char, bool> isDigit)
    {
        var foreground = DigitsLength(text, most, isDigit);
        if (foreground == 0 || foreground >= text.Length || text[foreground] != ',')
        {
            return foreground;
        }

        var background = DigitsLength(text[(foreground + 1)..], most, isDigit);
        return background == 0 ? foreground : foreground + 1 + background;
    }

    private static int DigitsLength(ReadOnlySpan<byte> text, int most, Func<char, bool> isDigit)
    {
        var length = 0;
        while (length < most && length < text.Length && isDigit((char)text[length]))
        {
            length++;
        }

        return most == 2 || length == most ? length : 0;
    }
}
