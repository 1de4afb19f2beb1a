using ChatRoom.Client.Terminal.Display;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>A second, simpler model of the bottom of the screen: the screen must show the same.</summary>
internal sealed class ExpectedBottom
{
    private int _first;

    public List<string> Rows { get; } = [];

    public int CaretRow { get; private set; }

    public int CaretColumn { get; private set; }

    public void Expect(string text, int caret, int columns, int rows, IReadOnlyList<string> others)
    {
        var mark = columns > 8 ? 2 : 0;
        var input = new List<(string Text, bool IsNewLine)>();
        var (row, column, at, isNewLine, caretRow, caretColumn) = ("", 0, 0, false, -1, 0);
        foreach (var grapheme in (string[])[.. SimpleTyping.Graphemes(text), ""])
        {
            var (drawn, width) = Drawn(grapheme, columns - 1 - mark);
            if (column + width > columns - 1 - mark)
            {
                input.Add((row, isNewLine));
                (row, column, isNewLine) = ("", 0, false);
            }

            if (caretRow < 0 && (caret < at + grapheme.Length || grapheme.Length == 0))
            {
                (caretRow, caretColumn) = (input.Count, column);
            }

            (row, column, at) = (row + drawn, column + width, at + grapheme.Length);
            if (grapheme == "\n")
            {
                input.Add((row, isNewLine));
                (row, column, isNewLine) = ("", 0, true);
            }
        }

        input.Add((row, isNewLine));
        Window(input, caretRow, Math.Min(input.Count, Math.Max(1, rows / 2)), mark, others);
        CaretColumn = mark + caretColumn;
    }

    private void Window(List<(string Text, bool IsNewLine)> input, int caretRow, int height, int mark, IReadOnlyList<string> others)
    {
        while (caretRow < _first)
        {
            _first--;
        }

        while (caretRow >= _first + height)
        {
            _first++;
        }

        while (_first + height > input.Count)
        {
            _first--;
        }

        Rows.Clear();
        Rows.AddRange(others);
        CaretRow = others.Count + caretRow - _first;
        for (var row = _first; row < _first + height; row++)
        {
            var above = row == _first && row > 0;
            var below = row == _first + height - 1 && row < input.Count - 1;
            var sign = above && below ? "^v" : above ? "^ " : below ? "v " : row == 0 ? "> " : input[row].IsNewLine ? "| " : "  ";
            Rows.Add((sign[..mark] + input[row].Text).TrimEnd(' '));
        }
    }

    private static (string Drawn, int Columns) Drawn(string grapheme, int maxColumns)
    {
        if (grapheme is "" or "\n")
        {
            return ("", 0);
        }

        var columns = Columns.OfCluster(grapheme).Columns;
        return columns == 0 ? ("◌", 1) : columns > maxColumns ? ("?", 1) : (grapheme, columns);
    }
}
