namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// The bottom of the screen, drawn: pending rows, a hint, and the input in a window of rows around its caret. No row
/// takes the last column: the caret has a place there, a terminal never wraps a row by itself, and after a change of
/// its size it can be told where each row is.
/// </summary>
/// <param name="FirstInputRow">The row of the input that the window begins with, for the next block.</param>
internal sealed record BottomBlock(IReadOnlyList<DrawnRow> Rows, int CaretRow, int CaretColumn, int FirstInputRow)
{
    public const int MaxPendingRows = 3;

    /// <summary>Columns of the mark in front of each row of the input; a narrow screen has none.</summary>
    private const int MarkColumns = 2;
    private const int NarrowScreen = 8;

    public static BottomBlock Of(BottomContent bottomContent, int columns, int rows, int firstInputRow, ScreenAbilities abilities)
    {
        var room = Math.Max(1, columns - 1);
        var mark = columns > NarrowScreen ? MarkColumns : 0;
        var layout = InputLayout.Of(bottomContent.Text, bottomContent.Caret, room - mark, abilities.IsUtf8);

        // One row of what was said stays in sight.
        var left = Math.Max(1, rows - 1);
        var inputRows = Math.Min(layout.Rows.Count, Math.Max(1, rows / 2));
        left -= inputRows;
        var hasHint = bottomContent.Hint.Length > 0 && left > 0;
        var pending = PendingRows(bottomContent.Pending, Math.Min(MaxPendingRows, left - (hasHint ? 1 : 0)));
        var drawn = new List<DrawnRow>();
        drawn.AddRange(pending.Append(hasHint ? bottomContent.Hint : "").Where(row => row.Length > 0).Select(row =>
            new RowWriter(room, abilities).Dimmed(Ellipsis.Cut(row, room, abilities.IsUtf8)).Finish()));

        var first = Math.Clamp(firstInputRow, Math.Max(0, layout.CaretRow - inputRows + 1), layout.CaretRow);
        first = Math.Min(first, layout.Rows.Count - inputRows);
        var caretRow = drawn.Count + layout.CaretRow - first;
        for (var row = first; row < first + inputRows; row++)
        {
            var writer = new RowWriter(room, abilities);
            if (mark > 0)
            {
                Mark(writer, layout, row, row == first && first > 0, row == first + inputRows - 1 && row < layout.Rows.Count - 1);
            }

            writer.Append(bottomContent.Text, layout.Rows[row].Start, layout.Rows[row].End);
            drawn.Add(writer.Finish());
        }

        return new BottomBlock(drawn, caretRow, mark + layout.CaretColumn, first);
    }

    /// <summary>The rows from the block's first to the one with the caret, after the terminal has wrapped them anew.</summary>
    public int RowsAboveCaret(int columns) =>
        Rows.Take(CaretRow).Sum(row => row.WrappedRows(columns)) + Rows[CaretRow].WrappedRowOf(CaretColumn, columns);

    private static void Mark(RowWriter writer, InputLayout layout, int row, bool hidesAbove, bool hidesBelow)
    {
        if (hidesAbove || hidesBelow)
        {
            writer.Dimmed((hidesAbove ? "^" : "") + (hidesBelow ? "v" : "") + (hidesAbove && hidesBelow ? "" : " "));
        }
        else if (row == 0)
        {
            writer.Append("> ", 0, MarkColumns);
        }
        else
        {
            writer.Dimmed(layout.Rows[row].IsNewLine ? "| " : "  ");
        }
    }

    private static IEnumerable<string> PendingRows(IReadOnlyList<string> pending, int rows)
    {
        if (pending.Count <= rows || rows <= 0)
        {
            return pending.Take(Math.Max(0, rows));
        }

        return pending.Take(rows - 1).Append($"... and {pending.Count - (rows - 1)} more");
    }
}
