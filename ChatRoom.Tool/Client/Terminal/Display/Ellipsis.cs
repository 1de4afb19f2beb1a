namespace ChatRoom.Client.Terminal.Display;

/// <summary>Cuts a text to one row and marks the cut.</summary>
internal static class Ellipsis
{
    /// <summary>The text, or the part of its first line that leaves room for the dots after it.</summary>
    public static string Cut(string text, int maxColumns, bool isUtf8)
    {
        if (Fitting(text, maxColumns, isUtf8) == text.Length)
        {
            return text;
        }

        var dots = isUtf8 ? "…" : "...";
        return maxColumns <= dots.Length ? dots[..maxColumns] : text[..Fitting(text, maxColumns - dots.Length, isUtf8)].TrimEnd() + dots;
    }

    /// <summary>The UTF-16 units from the start that fit and contain no line break.</summary>
    private static int Fitting(string text, int maxColumns, bool isUtf8)
    {
        var index = 0;
        for (var columns = 0; index < text.Length && text[index] != '\n';)
        {
            var glyph = Glyph.At(text, index, maxColumns, isUtf8);
            columns += glyph.Columns;
            if (columns > maxColumns)
            {
                break;
            }

            index += glyph.Length;
        }

        return index;
    }
}
