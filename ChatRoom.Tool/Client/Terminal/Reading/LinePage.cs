using System.Text;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Collects the lines that are to be shown: <c>14:05 bob: hello</c>, and between them a line where the day changes, and
/// where what was said before the reader came begins and ends. Used by one loop.
/// </summary>
internal sealed class LinePage(Palette palette, LocalClock clock)
{
    private readonly StringBuilder _lines = new();
    private bool _isHistory;

    /// <summary>Adds what happened at a moment.</summary>
    public void Add(long at, string line, bool isReplay = false)
    {
        if (isReplay && !_isHistory)
        {
            _isHistory = true;
            Divide("before you came");
        }

        if (clock.NewDay(at, mayGoBack: _isHistory) is { } day)
        {
            Divide(day);
        }

        _lines.Append(palette.Dim(clock.TimeOf(at))).Append(' ').Append(line).Append('\n');
    }

    /// <summary>Adds what stands between the lines: <c>-- Monday, 23 November 2026 --</c>.</summary>
    public void Divide(string text) => _lines.Append(palette.Dim($"-- {text} --")).Append('\n');

    /// <summary>What follows happens now.</summary>
    public void EndHistory()
    {
        if (_isHistory)
        {
            _isHistory = false;
            Divide("end of history");
        }
    }

    /// <summary>Whole lines, which are taken out.</summary>
    public string Take()
    {
        var lines = _lines.ToString();
        _lines.Clear();
        return lines;
    }
}
