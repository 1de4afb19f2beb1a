using System.Globalization;

namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// The borders of characters as a person sees them: extended grapheme clusters of Unicode (UAX 29). A line break is a
/// cluster of its own, so the search for a border begins at the start of the line.
/// </summary>
internal static class Graphemes
{
    /// <summary>The last border before an index that is not 0.</summary>
    public static int Before(string text, int index)
    {
        var border = text.LastIndexOf('\n', index - 1) + 1;
        if (border == index)
        {
            return index - 1;
        }

        while (border + LengthAt(text, border) is var next && next < index)
        {
            border = next;
        }

        return border;
    }

    /// <summary>The first border after an index that is not the end.</summary>
    public static int After(string text, int index)
    {
        var border = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        while (border <= index)
        {
            border += LengthAt(text, border);
        }

        return border;
    }

    /// <summary>The UTF-16 units of the cluster that begins here.</summary>
    public static int LengthAt(string text, int index) =>
        IsAlone(text, index) ? 1 : StringInfo.GetNextTextElementLength(text.AsSpan(index));

    /// <summary>An ASCII character before another one, as in most typed text: nothing joins it.</summary>
    private static bool IsAlone(string text, int index) =>
        char.IsAscii(text[index]) && text[index] != '\r' && (index + 1 == text.Length || char.IsAscii(text[index + 1]));
}
