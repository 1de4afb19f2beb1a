using System.Globalization;
using System.Text;
using Wcwidth;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// The columns that a character takes on a terminal. The widths of single code points come from the package Wcwidth.
/// Terminals differ for clusters of several code points: <see cref="OfCluster"/> reports this.
/// </summary>
internal static class Columns
{
    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int Joiner = 0x200D;

    /// <summary>Stated, because the package's default is an older one.</summary>
    private const Unicode Newest = Unicode.Version_17_0_0;

    /// <summary>The last version before trigrams, hexagrams and counting rods became wide. Many terminals know no later one.</summary>
    private const Unicode OlderTerminals = Unicode.Version_15_1_0;

    /// <summary>0 for a mark that is drawn onto the character before it, and for a character that is not drawn.</summary>
    public static int Of(Rune rune) => rune.Value switch
    {
        // The Ethiopic syllable "ha": the package counts it among the Hangul parts before it.
        0x1200 => 1,

        // The package has 0 for a vowel sign beside its letter; most terminals follow wcwidth of the C library, which has 1.
        _ when IsSpacingMark(rune) => 1,
        _ => Math.Max(0, UnicodeCalculator.GetWidth(rune, Newest)),
    };

    /// <summary>
    /// The columns of one grapheme cluster, and whether all terminals agree on them. 0 for a cluster that begins
    /// with a mark: a terminal would draw it onto the character before.
    /// </summary>
    public static (int Columns, bool IsCertain) OfCluster(ReadOnlySpan<char> cluster)
    {
        _ = Rune.DecodeFromUtf16(cluster, out var first, out var length);
        var columns = Of(first);
        if (columns == 0)
        {
            return (0, true);
        }

        var isCertain = AreColumnsCertain(first);
        var isJoined = false;
        foreach (var rune in cluster[length..].EnumerateRunes())
        {
            isCertain &= rune.Value is not (EmojiStyle or TextStyle) && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
            columns += rune.Value == EmojiStyle && MayBeEmoji(first) ? Math.Max(0, 2 - columns)
                : isJoined && !IsSpacingMark(rune) ? 0
                : Of(rune);
            isJoined = rune.Value == Joiner;
        }

        return (columns, isCertain);
    }

    /// <summary>Whether terminals agree on the columns of this code point, alone or with marks drawn onto it.</summary>
    private static bool AreColumnsCertain(Rune first) =>
        !IsHalfFlag(first)
        && !IsSpacingMark(first)
        && Rune.GetUnicodeCategory(first) != UnicodeCategory.OtherNotAssigned
        && UnicodeCalculator.GetWidth(first, OlderTerminals) == UnicodeCalculator.GetWidth(first, Newest);

    private static bool IsHalfFlag(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;

    private static bool IsSpacingMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpacingCombiningMark;

    /// <summary>Symbols, and the signs of keycaps: EmojiStyle makes a picture of two columns of them.</summary>
    private static bool MayBeEmoji(Rune rune) => rune.Value is '#' or '*' or (>= '0' and <= '9') or (>= 0x203C and < 0x3400) or >= 0x1F000;
}
