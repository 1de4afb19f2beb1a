namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// Wraps lines anew for another width, as tmux does it: the cursor stays at its character; behind the last one of its
/// row it comes to the end of its line.
/// </summary>
internal sealed class TerminalWrap(int columns)
{
    public List<TerminalRow> Rows { get; } = [];

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    public void Add(IEnumerable<TerminalRow> rows, TerminalRow withCursor, int cursorColumn)
    {
        var goesOn = false;
        var isCursorLine = false;
        foreach (var row in rows)
        {
            if (!goesOn)
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
            goesOn = row.IsWrapped;
            if (isCursorLine && !goesOn)
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
