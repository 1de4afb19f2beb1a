using System.Text;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>A row of the bottom block as it is written to the terminal, and what it takes there.</summary>
/// <param name="Drawn">With escape sequences.</param>
/// <param name="Widths">
/// The columns of each of its glyphs. One that a terminal may draw in single columns is counted so: where rows are counted,
/// one too few leaves something behind, and one too many takes away what was said.
/// </param>
/// <param name="IsCertain">False where terminals differ in the columns that a glyph of it takes.</param>
internal sealed record DrawnRow(string Drawn, byte[] Widths, bool IsCertain)
{
    public int Columns => Widths.Sum(width => width);

    /// <summary>
    /// The row that a column of this one has come to after the terminal became narrower and wrapped it, counted from
    /// its first. Behind its last glyph it is the last row: the cursor is not wrapped alone.
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

    /// <summary>The rows that this one takes now.</summary>
    public int WrappedRows(int columns) => WrappedRowOf(int.MaxValue, columns) + 1;
}

/// <summary>
/// Makes one row, from left to right. A glyph of which terminals differ in the columns is drawn onto spaces, and after it
/// the column that follows is told and what came to stand there is erased: the row is as long as it should be everywhere.
/// </summary>
/// <param name="room">The columns that it may take.</param>
internal sealed class RowWriter(int room, ScreenAbilities abilities)
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

    /// <summary>Appends a part of a text that fits.</summary>
    public void Append(string text, int start, int end)
    {
        for (var index = start; index < end;)
        {
            var glyph = Glyph.At(text, index, room, abilities.IsUtf8);
            var drawn = glyph.Instead ?? text.AsSpan(index, glyph.Length);
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
