using System.Globalization;
using System.Text;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// How many columns of a terminal a character takes, by the East Asian Width of Unicode. Terminals agree on this for
/// single characters; where they do not, for what is joined of several, <see cref="OfCluster"/> says so.
/// </summary>
internal static class Columns
{
    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int Joiner = 0x200D;

    /// <summary>First and last of each range that takes two columns, in order.</summary>
    private static ReadOnlySpan<int> Wide =>
    [
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3,
        0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1,
        0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
        0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B,
        0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
        0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E,
        0x3040, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA48C, 0xA490, 0xA4C6, 0xA960, 0xA97C, 0xAC00, 0xD7A3,
        0xF900, 0xFA6D, 0xFA70, 0xFAD9, 0xFE10, 0xFE19, 0xFE30, 0xFE52, 0xFE54, 0xFE66, 0xFE68, 0xFE6B,
        0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x16FE4, 0x16FF0, 0x16FF1, 0x17000, 0x18D08, 0x1AFF0, 0x1AFF3,
        0x1AFF5, 0x1AFFB, 0x1AFFD, 0x1AFFE, 0x1B000, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E,
        0x1F191, 0x1F19A, 0x1F200, 0x1F202, 0x1F210, 0x1F23B, 0x1F240, 0x1F248, 0x1F250, 0x1F251, 0x1F260, 0x1F265,
        0x1F300, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3,
        0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D,
        0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F,
        0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC,
        0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF,
        0x20000, 0x3FFFD,
    ];

    /// <summary>0 for what is drawn onto the character before, and for what is not drawn at all.</summary>
    public static int Of(Rune rune) => rune.Value switch
    {
        < 0x20 or (>= 0x7F and < 0xA0) => 0,
        < 0x300 => 1,
        (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FF) => 0,
        _ when Binds(rune) => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    /// <summary>
    /// The columns of one grapheme cluster, and whether all terminals will take as many for it. 0 for one that begins
    /// with a mark: it would be drawn onto whatever stands before it.
    /// </summary>
    public static (int Columns, bool IsCertain) OfCluster(ReadOnlySpan<char> cluster)
    {
        _ = Rune.DecodeFromUtf16(cluster, out var first, out var length);
        var columns = Of(first);
        if (columns == 0 || IsTone(first))
        {
            return (0, true);
        }

        var isCertain = !IsHalfFlag(first)
            && Rune.GetUnicodeCategory(first) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpacingCombiningMark);
        var isJoined = false;
        foreach (var rune in cluster[length..].EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            isCertain &= rune.Value is not (EmojiStyle or TextStyle) && category == UnicodeCategory.NonSpacingMark;
            columns += category == UnicodeCategory.SpacingCombiningMark ? 1
                : rune.Value == EmojiStyle && MayBeEmoji(first) ? Math.Max(0, 2 - columns)
                : isJoined || IsTone(rune) ? 0
                : Of(rune);
            isJoined = rune.Value == Joiner;
        }

        return (columns, isCertain);
    }

    /// <summary>The colours of skin, which are drawn onto what stands before them.</summary>
    private static bool IsTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsHalfFlag(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;

    private static bool Binds(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    /// <summary>What is drawn as a picture where that is asked for: symbols, and the signs of keycaps.</summary>
    private static bool MayBeEmoji(Rune rune) => rune.Value is '#' or '*' or (>= '0' and <= '9') or (>= 0x203C and < 0x3400) or >= 0x1F000;

    private static bool IsWide(int value)
    {
        var index = Wide.BinarySearch(value);

        // The complement of the next greater one: odd places are the ends of ranges.
        return index >= 0 || (~index & 1) == 1;
    }
}
