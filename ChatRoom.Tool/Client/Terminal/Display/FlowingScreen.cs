using System.Text;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// A terminal that can move its cursor upwards. Before lines are printed, the block is erased from its first row on, and
/// drawn again below them; where only the block changed, it is drawn from its first changed row on. After a change of
/// the size, the rows of the block are counted as terminals wrap lines anew that have become too long: xterm and the
/// Linux console do not, and may lose rows of what was said there when they become narrower.
/// </summary>
internal sealed class FlowingScreen(ScreenAbilities abilities, int columns, int rows) : Screen(abilities, columns, rows)
{
    private readonly StringBuilder _output = new();

    /// <summary>What stands on the screen; null where nothing of ours does, and the cursor is at the start of a row.</summary>
    private Block? _drawn;
    private Block? _composed;
    private Bottom? _composedOf;
    private bool _isDisturbed;
    private bool _clears;

    /// <summary>To the start of the block's first row, and nothing below.</summary>
    public override string Farewell => $"\r{Escapes.Up(_drawn?.RowsAboveCaret(Columns) ?? 0)}{Escapes.EraseBelow}";

    public override void Restart() => _drawn = null;

    public override void Clear() => _clears = true;

    public override string Render()
    {
        var block = Compose();
        if (_drawn is null || HasArrived || _isDisturbed || _clears)
        {
            _output.Append(Escapes.BeginUpdate);
            _output.Append(Farewell);
            _output.Append(TakeArrived());
            if (_clears)
            {
                ScrollAway(block);
            }

            Draw(block, 0);
            _output.Append(Escapes.EndUpdate);
        }
        else
        {
            Change(_drawn, block);
        }

        _drawn = block;
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
    private Block Compose()
    {
        if (_composed is null || !ReferenceEquals(_composedOf, Bottom))
        {
            _composed = Block.Of(Bottom, Columns, Rows, _composed?.FirstInputRow ?? 0, Abilities);
            _composedOf = Bottom;
        }

        return _composed;
    }

    /// <summary>Pushes the rows above the block upwards by empty ones, no more of them than it takes.</summary>
    private void ScrollAway(Block block) => _output.Append('\n', Math.Max(0, Rows - block.Rows.Count));

    /// <summary>From one row on; the cursor is at its start, with nothing right of it and below.</summary>
    private void Draw(Block block, int from)
    {
        var isCertain = block.Rows.Skip(from).All(row => row.IsCertain);
        _output.Append(isCertain ? "" : Escapes.WrapOff);
        _output.AppendJoin("\r\n", block.Rows.Skip(from).Select(row => row.Drawn));
        _output.Append(isCertain ? "" : Escapes.WrapOn);
        PlaceCaret(block, from: Math.Max(from, block.Rows.Count - 1));
    }

    private void PlaceCaret(Block block, int from) =>
        _output.Append(Escapes.Up(from - block.CaretRow)).Append(Escapes.Down(block.CaretRow - from)).Append(Escapes.ToColumn(block.CaretColumn));

    /// <summary>From one block to the next, with nothing between them.</summary>
    private void Change(Block drawn, Block block)
    {
        var same = drawn.Rows.Zip(block.Rows).TakeWhile(pair => pair.First.Drawn == pair.Second.Drawn).Count();
        if (same == drawn.Rows.Count && same == block.Rows.Count)
        {
            if ((drawn.CaretRow, drawn.CaretColumn) != (block.CaretRow, block.CaretColumn))
            {
                PlaceCaret(block, drawn.CaretRow);
            }
        }
        else if (Appended(drawn, block, same) is { } appended)
        {
            _output.Append(appended);
        }
        else
        {
            var isAdded = same == drawn.Rows.Count;
            var goal = isAdded ? same - 1 : same;
            _output.Append(Escapes.BeginUpdate);
            _output.Append(Escapes.Up(drawn.CaretRow - goal)).Append(Escapes.Down(goal - drawn.CaretRow));
            _output.Append(isAdded ? "\r\n" : "\r").Append(Escapes.EraseBelow);
            Draw(block, same);
            _output.Append(Escapes.EndUpdate);
        }
    }

    /// <summary>What was typed at the end of the last row, the commonest change; null where something else changed.</summary>
    private static string? Appended(Block drawn, Block block, int same)
    {
        var last = drawn.Rows.Count - 1;
        return same == last && block.Rows.Count == drawn.Rows.Count && block.Rows[last].IsCertain
            && (drawn.CaretRow, drawn.CaretColumn) == (last, drawn.Rows[last].Columns)
            && (block.CaretRow, block.CaretColumn) == (last, block.Rows[last].Columns)
            && block.Rows[last].Drawn.StartsWith(drawn.Rows[last].Drawn, StringComparison.Ordinal)
            ? block.Rows[last].Drawn[drawn.Rows[last].Drawn.Length..]
            : null;
    }
}
