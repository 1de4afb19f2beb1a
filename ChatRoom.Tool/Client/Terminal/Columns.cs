using System.Globalization;
using System.Text;

namespace ChatRoom.Client.Terminal;

/// <summary>How many columns of a terminal text takes, by the East Asian width of its characters.</summary>
internal static class Columns
{
    public static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    /// <summary>The longest end of the text that fits, cut between characters.</summary>
    public static string Tail(string text, int columns)
    {
        var starts = StringInfo.ParseCombiningCharacters(text);
        var start = text.Length;
        for (var i = starts.Length - 1; i >= 0; i--)
        {
            columns -= text[starts[i]..(i + 1 < starts.Length ? starts[i + 1] : text.Length)].EnumerateRunes().Max(Of);
            if (columns < 0)
            {
                break;
            }

            start = starts[i];
        }

        return text[start..];
    }

    private static bool IsWide(int value) => value
        is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
        or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
