namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// A terminal without escape sequences: TERM=dumb, or a shell in an editor. Only the input's row with the caret is shown,
/// and the next output overwrites it. A hint is printed once, as a line. Pending lines are not shown, because they could
/// not be removed.
/// </summary>
internal sealed class DumbScreen(ScreenCapabilities abilities, int columns, int rows) : Screen(abilities, columns, rows)
{
    private string _hint = "";

    /// <summary>The text in the cursor's row, and its part before the cursor.</summary>
    private string _row = "";
    private string _beforeCaret = "";
    private bool _needsRedraw = true;
    private bool _isWrapped;

    public override string ExitSequence => "\r\n";

    public override void Restart()
    {
        (_row, _beforeCaret) = ("", "");
        _needsRedraw = true;
    }

    public override void Clear() => Print(new string('\n', Rows));

    public override string Render()
    {
        PrintHint();
        var (row, beforeCaret) = Compose();
        if (!_needsRedraw && !HasArrived && (row, beforeCaret) == (_row, _beforeCaret))
        {
            return "";
        }

        var isAppended = !_needsRedraw && !HasArrived && _beforeCaret == _row && row.StartsWith(_row, StringComparison.Ordinal);
        var output = isAppended ? row[_row.Length..] : Erased() + TakeArrived() + row;
        (_row, _beforeCaret, _needsRedraw) = (row, beforeCaret, false);
        return row == beforeCaret ? output : $"{output}\r{beforeCaret}";
    }

    public override string Leave()
    {
        var output = Erased() + TakeArrived();
        Restart();
        return output;
    }

    protected override void Resized() => _isWrapped = _needsRedraw = true;

    private void PrintHint()
    {
        if (BottomContent.Hint != _hint)
        {
            _hint = BottomContent.Hint;
            Print(_hint);
        }
    }

    /// <summary>
    /// Spaces over the row: each UTF-16 unit takes at most two columns, and the row leaves the last column free. After a
    /// resize the terminal may have wrapped the row: it is left as it is, and the next one starts below.
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
