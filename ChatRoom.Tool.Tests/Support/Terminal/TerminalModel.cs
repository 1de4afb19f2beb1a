using System.Globalization;
using System.Text;
using ChatRoom.Client.Terminal.Display;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// A model of a small terminal. It knows the sequences that our screen writes, and fails the test on any other one. Rows
/// that scroll off the top go to the scrollback; a new width rewraps lines, as in tmux.
/// </summary>
/// <param name="joins">True: a newer terminal, which draws a grapheme cluster as one; false: an older one, which draws each code point by itself.</param>
internal sealed class TerminalModel(int columns, int rows, bool joins = true)
{
    private readonly List<TerminalRow> _all = [.. Enumerable.Range(0, rows).Select(_ => new TerminalRow())];
    private int _columns = columns;
    private int _rows = rows;
    private int _column;
    private int _row;
    private bool _wraps = true;
    private bool _isDim;
    private bool _isUpdating;

    public int CursorColumn => Math.Min(_column, _columns - 1);

    public int CursorRow => _row;

    /// <summary>The rows on the screen.</summary>
    public string[] Screen => [.. _all.TakeLast(_rows).Select(row => row.ToString())];

    /// <summary>The rows in the scrollback and on the screen, without empty ones at the end.</summary>
    public string[] All => [.. _all.Take(_all.FindLastIndex(row => row.ToString().Length > 0) + 1).Select(row => row.ToString())];

    /// <summary>As <see cref="All"/>, with wrapped rows joined.</summary>
    public string[] Lines
    {
        get
        {
            var lines = new List<string>();
            var goesOn = false;
            foreach (var row in _all)
            {
                lines.Add(goesOn ? lines[^1] + row : $"{row}");
                lines.RemoveRange(lines.Count - (goesOn ? 2 : 1), goesOn ? 1 : 0);
                goesOn = row.IsWrapped;
            }

            return [.. lines.Take(lines.FindLastIndex(line => line.Length > 0) + 1)];
        }
    }

    private TerminalRow Here => _all[_all.Count - _rows + _row];

    /// <summary>The screen down to its last row that is not empty, with a mark before the cursor's cell.</summary>
    public override string ToString()
    {
        var shown = Screen;
        var last = Math.Max(Array.FindLastIndex(shown, row => row.Length > 0), _row);
        return string.Join('\n', shown.Take(last + 1).Select((row, index) => index == _row ? Here.WithCursor(CursorColumn) : row));
    }

    /// <summary>The dim text of a row.</summary>
    public string DimAt(int row) => string.Concat(
        _all[_all.Count - _rows + row].Cells.Where(cell => cell is { IsDim: true }).Select(cell => cell!.Text)).TrimEnd();

    public void Write(string output)
    {
        for (var index = 0; index < output.Length;)
        {
            if (output[index] == '\e')
            {
                index = Execute(output, index);
                continue;
            }

            Rune.DecodeFromUtf16(output.AsSpan(index), out var rune, out var length);
            index += length;
            Put(rune);
        }

        Assert.That((_wraps, _isUpdating, _isDim), Is.EqualTo((true, false, false)), "a write must end the modes that it begins");
    }

    /// <summary>The user changes the size of the window.</summary>
    public void Resize(int columns, int rows)
    {
        ResizeRows(rows);
        if (columns != _columns)
        {
            Wrap(columns);
        }

        _column = Math.Min(_column, _columns - 1);
    }

    private void Put(Rune rune)
    {
        switch (rune.Value)
        {
            case '\r':
                _column = 0;
                return;
            case '\n':
                LineFeed();
                return;
        }

        Assert.That(Rune.IsControl(rune), Is.False, $"control character {rune.Value:X} on the screen");
        if (!JoinToLast(rune))
        {
            PutCell(rune.ToString(), Math.Max(1, ColumnsOf(rune)));
        }
    }

    /// <summary>Draws a rune onto the character before the cursor, if it belongs there.</summary>
    private bool JoinToLast(Rune rune)
    {
        var at = _column - 1;
        while (at > 0 && at < Here.Cells.Count && Here.Cells[at] is null)
        {
            at--;
        }

        if (at < 0 || at >= Here.Cells.Count || Here.Cells[at] is not { } last)
        {
            return false;
        }

        var text = last.Text + rune;
        var isOne = joins && new StringInfo(text).LengthInTextElements == 1 && Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpacingCombiningMark;
        if (!isOne && ColumnsOf(rune) > 0)
        {
            return false;
        }

        _column = at;
        PutCell(text, isOne ? Columns.OfCluster(text).Columns : last.Width);
        return true;
    }

    /// <summary>An older terminal draws a skin tone by itself, and the trigrams in one column each.</summary>
    private int ColumnsOf(Rune rune) => rune.Value switch
    {
        >= 0x1F3FB and <= 0x1F3FF when !joins => 2,
        >= 0x2630 and <= 0x2637 when !joins => 1,
        _ => Columns.Of(rune),
    };

    private void PutCell(string text, int width)
    {
        if (_column + width > _columns)
        {
            if (_wraps)
            {
                Here.IsWrapped = true;
                LineFeed();
                _column = 0;
            }
            else
            {
                _column = Math.Max(0, _columns - width);
            }
        }

        Here.Blank(_column, width);
        Here.Cells[_column] = new TerminalCell(text, width, _isDim);
        _column += width;
    }

    private void LineFeed()
    {
        if (_row < _rows - 1)
        {
            _row++;
        }
        else
        {
            _all.Add(new TerminalRow());
        }
    }

    private int Execute(string output, int start)
    {
        var final = start + 2;
        while (!char.IsAsciiLetter(output[final]))
        {
            final++;
        }

        var sequence = output[(start + 1)..(final + 1)];
        var number = int.TryParse(sequence.AsSpan(1, sequence.Length - 2), CultureInfo.InvariantCulture, out var given) ? given : 0;
        switch (sequence)
        {
            case "[?7l" or "[?7h":
                _wraps = sequence[^1] == 'h';
                break;
            case "[?2026l" or "[?2026h":
                _isUpdating = sequence[^1] == 'h';
                break;
            case "[K" or "[J":
                Here.EraseRight(CursorColumn);
                EraseBelow(sequence == "[J" ? _row + 1 : _rows);
                break;
            default:
                ExecuteNumber(sequence, number);
                break;
        }

        return final + 1;
    }

    private void ExecuteNumber(string sequence, int number)
    {
        Assert.That(sequence[1..^1], Is.EqualTo($"{number}").Or.Empty, $"a sequence that the model does not know: {sequence}");
        switch (sequence[^1])
        {
            case 'A':
                _row = Math.Max(0, _row - number);
                break;
            case 'B':
                _row = Math.Min(_rows - 1, _row + number);
                break;
            case 'G':
                _column = Math.Min(number, _columns) - 1;
                break;
            case 'm':
                _isDim = number == 2;
                break;
            default:
                Assert.Fail($"a sequence that the model does not know: {sequence}");
                break;
        }
    }

    private void EraseBelow(int row)
    {
        for (; row < _rows; row++)
        {
            _all[_all.Count - _rows + row] = new TerminalRow();
        }
    }

    private void ResizeRows(int rows)
    {
        // First the rows below the cursor are dropped, whatever is in them; then the top rows go to the scrollback.
        var below = Math.Clamp(_rows - rows, 0, _rows - 1 - _row);
        _all.RemoveRange(_all.Count - below, below);
        var (before, kept) = (_rows - below, rows);
        var back = Math.Clamp(kept - before, 0, _all.Count - before);
        _all.AddRange(Enumerable.Range(0, Math.Max(0, kept - before - back)).Select(_ => new TerminalRow()));
        _row = Math.Clamp(_row + back - Math.Max(0, before - kept), 0, rows - 1);
        _rows = rows;
    }

    private void Wrap(int columns)
    {
        var wrap = new TerminalWrap(columns);
        wrap.Add(_all, Here, _column);
        _columns = columns;
        _all.Clear();
        _all.AddRange(wrap.Rows);
        _all.AddRange(Enumerable.Range(0, Math.Max(0, _rows - _all.Count)).Select(_ => new TerminalRow()));
        _row = Math.Max(0, wrap.CursorRow - (_all.Count - _rows));
        _column = wrap.CursorColumn;
    }
}
