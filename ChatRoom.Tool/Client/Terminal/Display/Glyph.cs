using System.Text;
using ChatRoom.Client.Terminal.Editing;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>One grapheme cluster of a text as it is drawn.</summary>
/// <param name="Length">Its UTF-16 units.</param>
/// <param name="Columns">At least 1: a visible substitute is drawn for an invisible cluster.</param>
/// <param name="IsCertain">False: terminals differ in its columns.</param>
/// <param name="Substitute">Drawn in its place; null: it is drawn itself.</param>
internal readonly record struct Glyph(int Length, int Columns, bool IsCertain, string? Substitute)
{
    /// <summary>For a mark without a letter, and for characters that are not drawn.</summary>
    private const string Placeholder = "\u25CC";

    /// <summary>The glyph that begins here.</summary>
    /// <param name="maxColumns">The most columns it may take.</param>
    public static Glyph At(string text, int index, int maxColumns, bool isUtf8)
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
        return columns == 0 ? new Glyph(length, 1, true, Placeholder)
            : columns > maxColumns ? new Glyph(length, 1, true, "?")
            : new Glyph(length, columns, isCertain, null);
    }
}
