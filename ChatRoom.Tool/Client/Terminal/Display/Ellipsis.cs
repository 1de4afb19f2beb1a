namespace ChatRoom.Client.Terminal.Display;

/// <summary>Cuts a text to one row and says so.</summary>
internal static class Ellipsis
{
    /// <summary>The text, or as much of its first line as leaves room for the dots behind it.</summary>
    public static string Cut(string text, int room, bool isUtf8)
    {
        if (Fitting(text, room, isUtf8) == text.Length)
        {
            return text;
        }

        var dots = isUtf8 ? "…" : "...";
        return room <= dots.Length ? dots[..room] : text[..Fitting(text, room - dots.Length, isUtf8)].TrimEnd() + dots;
    }

    /// <summary>The UTF-16 units from the start that fit and hold no line break.</summary>
    private static int Fitting(string text, int room, bool isUtf8)
    {
        var index = 0;
        for (var columns = 0; index < text.Length && text[index] != '\n';)
        {
            var glyph = Glyph.At(text, index, room, isUtf8);
            columns += glyph.Columns;
            if (columns > room)
            {
                break;
            }

            index += glyph.Length;
        }

        return index;
    }
}
