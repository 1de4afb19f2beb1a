using System.Text;
using ChatRoom.Client.Terminal.Editing;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>One grapheme cluster of a text as it is drawn.</summary>
/// <param name="Length">Its UTF-16 units.</param>
/// <param name="Columns">At least one: what would not be seen is drawn as something that is.</param>
/// <param name="IsCertain">False where terminals differ in how many columns it takes.</param>
/// <param name="Instead">What is drawn in its place; null for itself.</param>
internal readonly record struct Glyph(int Length, int Columns, bool IsCertain, string? Instead)
{
    /// <summary>Stands where a mark has no letter, and for characters that have no picture.</summary>
    private const string Unseen = "\u25CC";

    /// <summary>The glyph that begins here.</summary>
    /// <param name="room">The columns that there are at most.</param>
    public static Glyph At(string text, int index, int room, bool isUtf8)
    {
        var length = Graphemes.LengthAt(text, index);
        if (length == 1 && text[index] is >= ' ' and <= '~')
        {
            return new Glyph(1, 1, true, null);
        }

        if (!isUtf8)
        {
            return new Glyph(length, 1, true, "?");
        }

        var cluster = text.AsSpan(index, length);
        if (char.IsControl(cluster[0]) || (char.IsSurrogate(cluster[0]) && length == 1))
        {
            return new Glyph(length, 1, true, Rune.ReplacementChar.ToString());
        }

        var (columns, isCertain) = Display.Columns.OfCluster(cluster);
        return columns == 0 ? new Glyph(length, 1, true, Unseen)
            : columns > room ? new Glyph(length, 1, true, "?")
            : new Glyph(length, columns, isCertain, null);
    }
}
