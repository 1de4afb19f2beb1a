using System.Text;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// A terminal that can move its cursor upwards. Before lines are printed, the block is erased from its first row on, and
/// drawn again below them; where only the block changed, it is drawn from its first changed row on. After a change of
/// the size, the rows of the block are counted as terminals wrap lines anew that have become too long: xterm and the
/// Linux console do not, and may lose rows of what was said there when they become narrower.
/// </summary>
internal sealed class ScrollingScreen(ScreenAbilities abilities, int columns, int rows) : Screen(abilities, columns, rows)
{
    private readonly StringBuilder _output = new();

    /// <summary>What stands on the screen; null where nothing of ours does, and the cursor is at the start of a row.</summary>
    private BottomBlock? _drawn;
    private BottomBlock? _composed;
    private BottomContent? _composedOf;
    private bool _isDisturbed;
    private bool _clears;

    /// <summary>To the start of the block's first row, and nothing below.</summary>
    public override string Farewell => $"\r{EscapeSequences.Up(_drawn?.RowsAboveCaret(Columns) ?? 0)}{EscapeSequences.EraseBelow}";

    public override void Restart() => _drawn = null;

    public override void Clear() => _clears = true;

    public override string Render()
    {
        var bottomBlock = Compose();
        if (_drawn is null || HasArrived || _isDisturbed || _clears)
        {
            _output.Append(EscapeSequences.BeginUpdate);
            _output.Append(Farewell);
            _output.Append(TakeArrived());
            if (_clears)
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
        (_isDisturbed, _clears) = (false, false);
        return TakeOutput();
    }

    public override string Leave()
    {
        _output.Append(Farewell);
        _drawn = null;
        _output.Append(TakeArrived());
        return TakeOutput();
    }

    protected override void Resized()
    {
        _isDisturbed = true;
        _composedOf = null;
    }

    private string TakeOutput()
    {
        var output = _output.ToString();
        _output.Clear();
        return output;
    }

    /// <summary>Composed once for as long as nothing changes, since lines may arrive at any rate below a long text.</summary>
    private BottomBlock Compose()
    {
        if (_composed is null || !ReferenceEquals(_composedOf, BottomContent))
        {
            _composed = BottomBlock.Of(BottomContent, Columns, Rows, _composed?.FirstInputRow ?? 0, Abilities);
            _composedOf = BottomContent;
        }

        return _composed;
    }

    /// <summary>Pushes the rows above the block upwards by empty ones, no more of them than it takes.</summary>
    private void ScrollAway(BottomBlock bottomBlock) => _output.Append('\n', Math.Max(0, Rows - bottomBlock.Rows.Count));

    /// <summary>From one row on; the cursor is at its start, with nothing right of it and below.</summary>
    private void Draw(BottomBlock bottomBlock, int from)
    {
        var isCertain = bottomBlock.Rows.Skip(from).All(row => row.IsCertain);
        _output.Append(isCertain ? "" : EscapeSequences.WrapOff);
        _output.AppendJoin("\r\n", bottomBlock.Rows.Skip(from).Select(row => row.Drawn));
        _output.Append(isCertain ? "" : EscapeSequences.WrapOn);
        PlaceCaret(bottomBlock, from: Math.Max(from, bottomBlock.Rows.Count - 1));
    }

    private void PlaceCaret(BottomBlock bottomBlock, int from) =>
        _output.Append(EscapeSequences.Up(from - bottomBlock.CaretRow)).Append(EscapeSequences.Down(bottomBlock.CaretRow - from)).Append(EscapeSequences.ToColumn(bottomBlock.CaretColumn));

    /// <summary>From one block to the next, with nothing between them.</summary>
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

    /// <summary>What was typed at the end of the last row, the commonest change; null where something else changed.</summary>
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
