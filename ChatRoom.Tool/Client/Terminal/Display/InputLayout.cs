namespace ChatRoom.Client.Terminal.Display;

/// <summary>A row of the input: a part of its text, as UTF-16 indexes.</summary>
/// <param name="IsNewLine">It follows a line break; false: it continues a line that was too long for one row.</param>
internal readonly record struct InputRow(int Start, int End, bool IsNewLine);

/// <summary>
/// The rows of a text and the position of its caret. Rows are broken between graphemes, not between words: while the user
/// types, only the end of the text moves.
/// </summary>
internal sealed record InputLayout(IReadOnlyList<InputRow> Rows, int CaretRow, int CaretColumn)
{
    /// <param name="columns">The columns of a row. The caret may be after the last one, so the screen has one more.</param>
    public static InputLayout Of(string text, int caret, int columns, bool isUtf8)
    {
        var rows = new List<InputRow>();
        var (start, column, isNewLine) = (0, 0, false);
        var (caretRow, caretColumn) = (0, 0);
        for (var index = 0; index < text.Length;)
        {
            var isBreak = text[index] == '\n';
            var glyph = isBreak ? new Glyph(1, 0, true, null) : Glyph.At(text, index, columns, isUtf8);
            if (column + glyph.Columns > columns)
            {
                rows.Add(new InputRow(start, index, isNewLine));
                (start, column, isNewLine) = (index, 0, false);
            }

            if (caret >= index && caret < index + glyph.Length)
            {
                (caretRow, caretColumn) = (rows.Count, column);
            }

            column += glyph.Columns;
            index += glyph.Length;
            if (isBreak)
            {
                rows.Add(new InputRow(start, index - 1, isNewLine));
                (start, column, isNewLine) = (index, 0, true);
            }
        }

        if (caret >= text.Length)
        {
            (caretRow, caretColumn) = (rows.Count, column);
        }

        rows.Add(new InputRow(start, text.Length, isNewLine));
        return new InputLayout(rows, caretRow, caretColumn);
    }
}
