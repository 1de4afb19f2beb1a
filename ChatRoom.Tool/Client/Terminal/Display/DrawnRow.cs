using System.Text;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>A row of the bottom block as it is written to the terminal, and its columns there.</summary>
/// <param name="Drawn">With escape sequences.</param>
/// <param name="Widths">
/// The columns of each glyph. A glyph whose columns differ between terminals counts as single columns, as some terminals
/// wrap it. One row too few would leave a row standing; one too many would erase a row of the conversation.
/// </param>
/// <param name="IsCertain">False: terminals differ in the columns of one of its glyphs.</param>
internal sealed record DrawnRow(string Drawn, byte[] Widths, bool IsCertain)
{
    public int Columns => Widths.Sum(width => width);

    /// <summary>
    /// A narrower terminal wraps this row into several: the one of them that holds a column, counted from 0. A column after
    /// the last glyph is in the last one, because the cursor alone is not wrapped.
    /// </summary>
    public int WrappedRowOf(int column, int columns)
    {
        var (row, used, before) = (0, 0, 0);
        foreach (var width in Widths)
        {
            if (used + width > columns)
            {
                row++;
                used = 0;
            }

            used += width;
            before += width;
            if (before > column)
            {
                break;
            }
        }

        return row;
    }

    /// <summary>The rows that this one takes in a terminal with this many columns.</summary>
    public int WrappedRows(int columns) => WrappedRowOf(int.MaxValue, columns) + 1;
}

/// <summary>
/// Builds one row, from left to right. A glyph whose columns differ between terminals is drawn over spaces; then the rest
/// of the row is erased from the next column on. So the row has the same length everywhere. Owned by its caller.
/// </summary>
/// <param name="maxColumns">The columns that a glyph may take.</param>
internal sealed class RowWriter(int maxColumns, ScreenCapabilities abilities)
{
    private readonly StringBuilder _drawn = new();
    private readonly List<byte> _widths = [];
    private bool _isCertain = true;

    public int Columns { get; private set; }

    public DrawnRow Finish() => new(_drawn.ToString(), [.. _widths], _isCertain);

    public RowWriter Dimmed(string text)
    {
        var (on, off) = abilities is { HasEscapes: true, HasStyles: true } ? (EscapeSequences.Dim, EscapeSequences.Plain) : ("", "");
        _drawn.Append(on);
        Append(text, 0, text.Length);
        _drawn.Append(off);
        return this;
    }

    /// <summary>Appends a part of a text, which must fit.</summary>
    public void Append(string text, int start, int end)
    {
        for (var index = start; index < end;)
        {
            var glyph = Glyph.At(text, index, maxColumns, abilities.IsUtf8);
            var drawn = glyph.Substitute ?? text.AsSpan(index, glyph.Length);
            if (glyph.IsCertain || !abilities.HasEscapes)
            {
                _drawn.Append(drawn);
                _widths.Add((byte)glyph.Columns);
            }
            else
            {
                _isCertain = false;
                _drawn.Append(' ', glyph.Columns).Append(EscapeSequences.ToColumn(Columns)).Append(drawn);
                _drawn.Append(EscapeSequences.ToColumn(Columns + glyph.Columns)).Append(EscapeSequences.EraseRight);
                _widths.AddRange(Enumerable.Repeat((byte)1, glyph.Columns));
            }

            Columns += glyph.Columns;
            index += glyph.Length;
        }
    }
}
