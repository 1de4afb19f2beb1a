using System.Text;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Collects lines to print, such as <c>14:05 bob: hello</c>. Dividers mark a new day, and the start and the end of the
/// history. Used by one loop.
/// </summary>
internal sealed class LinePage(Palette palette, LocalClock clock)
{
    private readonly StringBuilder _lines = new();
    private bool _isHistory;

    /// <summary>Adds a line with its time.</summary>
    /// <param name="history">The title of the history that the line is part of; null: it is no history.</param>
    public void Add(long at, string line, string? history = null)
    {
        if (history is not null && !_isHistory)
        {
            _isHistory = true;
            Divide(history);
        }

        if (clock.NewDay(at, mayGoBack: _isHistory) is { } day)
        {
            Divide(day);
        }

        _lines.Append(palette.Dim(clock.TimeOf(at))).Append(' ').Append(line).Append('\n');
    }

    /// <summary>Adds a divider: <c>-- Monday, 23 November 2026 --</c>.</summary>
    public void Divide(string text) => _lines.Append(palette.Dim($"-- {text} --")).Append('\n');

    /// <summary>The history is over: the next line is live, or answers another question.</summary>
    public void EndHistory()
    {
        if (_isHistory)
        {
            _isHistory = false;
            Divide("end of history");
        }
    }

    /// <summary>Takes out all lines, each with its LF.</summary>
    public string Take()
    {
        var lines = _lines.ToString();
        _lines.Clear();
        return lines;
    }
}
