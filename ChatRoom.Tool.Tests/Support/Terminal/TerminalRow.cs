using System.Text;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>A character on the screen of <see cref="TerminalModel"/>.</summary>
internal sealed record TerminalCell(string Text, int Width, bool IsDim);

/// <summary>Cells by column; null: the second half of a wide one, or never written.</summary>
internal sealed class TerminalRow
{
    public List<TerminalCell?> Cells { get; } = [];

    /// <summary>Whether its line continues in the next row.</summary>
    public bool IsWrapped { get; set; }

    /// <summary>The cells with their columns, without second halves.</summary>
    public IEnumerable<(TerminalCell? Cell, int Column)> Characters =>
        Cells.Select((cell, column) => (cell, column)).Where(at => at.cell is not null || at.column == 0 || Cells[at.column - 1] is not { Width: 2 });

    public override string ToString() => string.Concat(Characters.Select(at => at.Cell?.Text ?? " ")).TrimEnd(' ');

    public string WithCursor(int cursor)
    {
        var text = new StringBuilder();
        var end = 0;
        foreach (var (cell, column) in Characters)
        {
            text.Append(column == cursor ? "▮" : "").Append(cell?.Text ?? " ");
            end = column + (cell?.Width ?? 1);
        }

        return cursor >= end ? $"{text}{new string(' ', cursor - end)}▮" : text.ToString().TrimEnd(' ');
    }

    /// <summary>Empties cells; a wide character that loses a half is removed.</summary>
    public void Blank(int column, int count)
    {
        while (Cells.Count < column + count)
        {
            Cells.Add(null);
        }

        if (column > 0 && Cells[column - 1] is { Width: 2 })
        {
            Cells[column - 1] = null;
        }

        for (var at = column; at < column + count; at++)
        {
            Cells[at] = null;
        }
    }

    public void EraseRight(int column)
    {
        Blank(column, Math.Max(0, Cells.Count - column));
        Cells.RemoveRange(column, Cells.Count - column);
        IsWrapped = false;
    }

    public void Add(TerminalCell? cell)
    {
        Cells.Add(cell);
        if (cell is { Width: 2 })
        {
            Cells.Add(null);
        }
    }
}
