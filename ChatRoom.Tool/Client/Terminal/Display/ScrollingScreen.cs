using System.Text;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// A terminal whose cursor can move up. To print lines, the block is erased and drawn again below them. If only the block
/// changed, it is drawn from its first changed row. After a resize, the rows are counted as a terminal that rewraps
/// long rows has them now. xterm and the Linux console do not rewrap: a narrower window may cost them rows of the conversation.
/// </summary>
internal sealed class ScrollingScreen(ScreenCapabilities abilities, int columns, int rows) : Screen(abilities, columns, rows)
{
    private readonly StringBuilder _output = new();

    /// <summary>The block on the screen; null: none, and the cursor is at the start of a row.</summary>
    private BottomBlock? _drawn;
    private BottomBlock? _composed;
    private BottomContent? _composedOf;
    private bool _needsRedraw;
    private bool _isClearing;

    /// <summary>Moves to the start of the block's first row and erases everything below.</summary>
    public override string ExitSequence => $"\r{EscapeSequences.Up(_drawn?.RowsAboveCaret(Columns) ?? 0)}{EscapeSequences.EraseBelow}";

    public override void Restart() => _drawn = null;

    public override void Clear() => _isClearing = true;

    public override string Render()
    {
        var bottomBlock = Compose();
        if (_drawn is null || HasArrived || _needsRedraw || _isClearing)
        {
            _output.Append(EscapeSequences.BeginUpdate);
            _output.Append(ExitSequence);
            _output.Append(TakeArrived());
            if (_isClearing)
            {
                ScrollAway(bottomBlock);
            }

            Draw(bottomBlock, 0);
            _output.Append(EscapeSequences.EndUpdate);
        }
        else
        {
            Change(_drawn, bottomBlock);
        }

        _drawn = bottomBlock;
        (_needsRedraw, _isClearing) = (false, false);
        return TakeOutput();
    }

    public override string Leave()
    {
        _output.Append(ExitSequence);
        _drawn = null;
        _output.Append(TakeArrived());
        return TakeOutput();
    }

    protected override void Resized()
    {
        _needsRedraw = true;
        _composedOf = null;
    }

    private string TakeOutput()
    {
        var output = _output.ToString();
        _output.Clear();
        return output;
    }

    /// <summary>The block of the present content. Composed once for each content, because lines may arrive at any rate below a long text.</summary>
    private BottomBlock Compose()
    {
        if (_composed is null || !ReferenceEquals(_composedOf, BottomContent))
        {
            _composed = BottomBlock.Of(BottomContent, Columns, Rows, _composed?.FirstInputRow ?? 0, Abilities);
            _composedOf = BottomContent;
        }

        return _composed;
    }

    /// <summary>Scrolls the rows above the block off the screen, by as many empty rows as that takes.</summary>
    private void ScrollAway(BottomBlock bottomBlock) => _output.Append('\n', Math.Max(0, Rows - bottomBlock.Rows.Count));

    /// <summary>Draws from one row on. The cursor is at its start, and everything to the right and below is empty.</summary>
    private void Draw(BottomBlock bottomBlock, int from)
    {
        var isCertain = bottomBlock.Rows.Skip(from).All(row => row.IsCertain);
        _output.Append(isCertain ? "" : EscapeSequences.WrapOff);
        _output.AppendJoin("\r\n", bottomBlock.Rows.Skip(from).Select(row => row.Drawn));
        _output.Append(isCertain ? "" : EscapeSequences.WrapOn);
        PlaceCaret(bottomBlock, from: Math.Max(from, bottomBlock.Rows.Count - 1));
    }

    private void PlaceCaret(BottomBlock bottomBlock, int from) => _output
        .Append(EscapeSequences.Up(from - bottomBlock.CaretRow))
        .Append(EscapeSequences.Down(bottomBlock.CaretRow - from))
        .Append(EscapeSequences.ToColumn(bottomBlock.CaretColumn));

    /// <summary>Turns one block into the next, with no lines to print between them.</summary>
    private void Change(BottomBlock drawn, BottomBlock bottomBlock)
    {
        var same = drawn.Rows.Zip(bottomBlock.Rows).TakeWhile(pair => pair.First.Drawn == pair.Second.Drawn).Count();
        if (same == drawn.Rows.Count && same == bottomBlock.Rows.Count)
        {
            if ((drawn.CaretRow, drawn.CaretColumn) != (bottomBlock.CaretRow, bottomBlock.CaretColumn))
            {
                PlaceCaret(bottomBlock, drawn.CaretRow);
            }
        }
        else if (Appended(drawn, bottomBlock, same) is { } appended)
        {
            _output.Append(appended);
        }
        else
        {
            var isAdded = same == drawn.Rows.Count;
            var goal = isAdded ? same - 1 : same;
            _output.Append(EscapeSequences.BeginUpdate);
            _output.Append(EscapeSequences.Up(drawn.CaretRow - goal)).Append(EscapeSequences.Down(goal - drawn.CaretRow));
            _output.Append(isAdded ? "\r\n" : "\r").Append(EscapeSequences.EraseBelow);
            Draw(bottomBlock, same);
            _output.Append(EscapeSequences.EndUpdate);
        }
    }

    /// <summary>The text typed at the end of the last row, the most common change; null: something else changed.</summary>
    private static string? Appended(BottomBlock drawn, BottomBlock bottomBlock, int same)
    {
        var last = drawn.Rows.Count - 1;
        return same == last && bottomBlock.Rows.Count == drawn.Rows.Count && bottomBlock.Rows[last].IsCertain
            && (drawn.CaretRow, drawn.CaretColumn) == (last, drawn.Rows[last].Columns)
            && (bottomBlock.CaretRow, bottomBlock.CaretColumn) == (last, bottomBlock.Rows[last].Columns)
            && bottomBlock.Rows[last].Drawn.StartsWith(drawn.Rows[last].Drawn, StringComparison.Ordinal)
            ? bottomBlock.Rows[last].Drawn[drawn.Rows[last].Drawn.Length..]
            : null;
    }
}
