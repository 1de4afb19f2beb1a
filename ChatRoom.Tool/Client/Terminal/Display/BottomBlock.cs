namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// The bottom of the screen as drawn rows: pending lines, a hint, and a window of the input around the caret. No row uses
/// the last column. So the caret has a place there, no row wraps by itself, and after a resize each row's place is known.
/// </summary>
/// <param name="FirstInputRow">The first row of the input that is shown; the next block starts from it.</param>
internal sealed record BottomBlock(IReadOnlyList<DrawnRow> Rows, int CaretRow, int CaretColumn, int FirstInputRow)
{
    public const int MaxPendingRows = 3;

    /// <summary>Columns of the mark before each row of the input; a narrow screen has no mark.</summary>
    private const int MarkColumns = 2;
    private const int NarrowScreen = 8;

    public static BottomBlock Of(BottomContent bottomContent, int columns, int rows, int firstInputRow, ScreenCapabilities abilities)
    {
        var maxColumns = Math.Max(1, columns - 1);
        var mark = columns > NarrowScreen ? MarkColumns : 0;
        var layout = InputLayout.Of(bottomContent.Text, bottomContent.Caret, maxColumns - mark, abilities.IsUtf8);

        // One row of the conversation stays visible.
        var left = Math.Max(1, rows - 1);
        var inputRows = Math.Min(layout.Rows.Count, Math.Max(1, rows / 2));
        left -= inputRows;
        var hasHint = bottomContent.Hint.Length > 0 && left > 0;
        var pending = PendingRows(bottomContent.Pending, Math.Min(MaxPendingRows, left - (hasHint ? 1 : 0)));
        var drawn = new List<DrawnRow>();
        drawn.AddRange(pending.Append(hasHint ? bottomContent.Hint : "").Where(row => row.Length > 0).Select(row =>
            new RowWriter(maxColumns, abilities).Dimmed(Ellipsis.Cut(row, maxColumns, abilities.IsUtf8)).Finish()));

        var first = Math.Clamp(firstInputRow, Math.Max(0, layout.CaretRow - inputRows + 1), layout.CaretRow);
        first = Math.Min(first, layout.Rows.Count - inputRows);
        var caretRow = drawn.Count + layout.CaretRow - first;
        for (var row = first; row < first + inputRows; row++)
        {
            var writer = new RowWriter(maxColumns, abilities);
            if (mark > 0)
            {
                Mark(writer, layout, row, row == first && first > 0, row == first + inputRows - 1 && row < layout.Rows.Count - 1);
            }

            writer.Append(bottomContent.Text, layout.Rows[row].Start, layout.Rows[row].End);
            drawn.Add(writer.Finish());
        }

        return new BottomBlock(drawn, caretRow, mark + layout.CaretColumn, first);
    }

    /// <summary>The rows from the top of the block to the caret's row, after the terminal has wrapped them for a new width.</summary>
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
