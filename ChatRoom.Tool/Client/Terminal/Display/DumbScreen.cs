namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// A terminal that knows no escape sequence: TERM=dumb, a shell in an editor. Of the input, the row with the caret is
/// shown, which is written over by what comes next. A hint is printed once, as a line. Pending lines are not shown: they
/// could not be taken away again.
/// </summary>
internal sealed class DumbScreen(ScreenAbilities abilities, int columns, int rows) : Screen(abilities, columns, rows)
{
    private string _hint = "";

    /// <summary>What stands in the cursor's row, and its part before the cursor.</summary>
    private string _row = "";
    private string _beforeCaret = "";
    private bool _isDisturbed = true;
    private bool _isWrapped;

    public override string Farewell => "\r\n";

    public override void Restart()
    {
        (_row, _beforeCaret) = ("", "");
        _isDisturbed = true;
    }

    public override void Clear() => Print(new string('\n', Rows));

    public override string Render()
    {
        PrintHint();
        var (row, beforeCaret) = Compose();
        if (!_isDisturbed && !HasArrived && (row, beforeCaret) == (_row, _beforeCaret))
        {
            return "";
        }

        var isAppended = !_isDisturbed && !HasArrived && _beforeCaret == _row && row.StartsWith(_row, StringComparison.Ordinal);
        var output = isAppended ? row[_row.Length..] : Erased() + TakeArrived() + row;
        (_row, _beforeCaret, _isDisturbed) = (row, beforeCaret, false);
        return row == beforeCaret ? output : $"{output}\r{beforeCaret}";
    }

    public override string Leave()
    {
        var output = Erased() + TakeArrived();
        Restart();
        return output;
    }

    protected override void Resized() => _isWrapped = _isDisturbed = true;

    private void PrintHint()
    {
        if (BottomContent.Hint != _hint)
        {
            _hint = BottomContent.Hint;
            Print(_hint);
        }
    }

    /// <summary>
    /// Spaces over the row: each of its UTF-16 units takes two columns at most, and the row leaves the last column free.
    /// After a change of the size the terminal may have wrapped it; it is left standing, and the next begins below.
    /// </summary>
    private string Erased()
    {
        var erased = _row.Length == 0 ? "\r" : _isWrapped ? "\r\n" : $"\r{new string(' ', Math.Min(2 * _row.Length, Columns - 1))}\r";
        _isWrapped = false;
        return erased;
    }

    private (string Row, string BeforeCaret) Compose()
    {
        var bottomBlock = BottomBlock.Of(BottomContent with { Hint = "", Pending = [] }, Columns, rows: 1, firstInputRow: 0, Abilities);
        var row = bottomBlock.Rows[0].Drawn;
        var index = 0;
        for (var column = 0; column < bottomBlock.CaretColumn && index < row.Length;)
        {
            var glyph = Glyph.At(row, index, Columns, Abilities.IsUtf8);
            column += glyph.Columns;
            index += glyph.Length;
        }

        return (row, row[..index]);
    }
}
