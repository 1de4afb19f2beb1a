namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// Rewraps lines for another width, as tmux does: the cursor stays at its character. After the last character of a row,
/// the cursor moves to the end of the line.
/// </summary>
internal sealed class TerminalWrap(int columns)
{
    public List<TerminalRow> Rows { get; } = [];

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    public void Add(IEnumerable<TerminalRow> rows, TerminalRow withCursor, int cursorColumn)
    {
        var isWrapped = false;
        var isCursorLine = false;
        foreach (var row in rows)
        {
            if (!isWrapped)
            {
                Rows.Add(new TerminalRow());
            }

            var placed = row != withCursor;
            foreach (var (cell, column) in row.Characters)
            {
                Place(cell);
                if (!placed && cursorColumn < column + (cell?.Width ?? 1))
                {
                    (CursorRow, CursorColumn) = (Rows.Count - 1, Rows[^1].Cells.Count - (cell?.Width ?? 1));
                    placed = true;
                }
            }

            isCursorLine |= !placed;
            isWrapped = row.IsWrapped;
            if (isCursorLine && !isWrapped)
            {
                (CursorRow, CursorColumn) = (Rows.Count - 1, Rows[^1].Cells.Count);
                isCursorLine = false;
            }
        }
    }

    private void Place(TerminalCell? cell)
    {
        if (Rows[^1].Cells.Count + (cell?.Width ?? 1) > columns)
        {
            Rows[^1].IsWrapped = true;
            Rows.Add(new TerminalRow());
        }

        Rows[^1].Add(cell);
    }
}
