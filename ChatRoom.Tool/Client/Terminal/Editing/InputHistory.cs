namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// What was typed before, and the way back through it. What one makes of an old line while looking through them stays
/// with it until one submits something; the line itself never changes. The line that was being typed when one began
/// to look comes back below the newest, and becomes the newest when something else is submitted: nothing that was
/// typed is lost. Owned by the editor.
/// </summary>
/// <param name="limit">Lines, not bytes; the oldest make room.</param>
/// <param name="isSecret">Of which lines nothing is kept; null where there are none.</param>
internal sealed class InputHistory(int limit = 500, Func<string, bool>? isSecret = null)
{
    private sealed class Line(string text)
    {
        public string Text { get; } = text;

        /// <summary>What is made of it at the moment.</summary>
        public string Draft { get; set; } = text;
    }

    private readonly List<Line> _lines = [];
    private string _unfinished = "";

    /// <summary>Which line is shown; the number of lines while it is the one that is being typed.</summary>
    private int _shown;

    /// <summary>The line before the one that is shown, which is <paramref name="current"/> now; null where there is none.</summary>
    public string? Older(string current) => _shown == 0 ? null : Show(_shown - 1, current);

    /// <summary>The line after the one that is shown, which is <paramref name="current"/> now; null where there is none.</summary>
    public string? Newer(string current) => _shown == _lines.Count ? null : Show(_shown + 1, current);

    /// <summary>Something was submitted, "" for nothing: the next look begins at the newest again.</summary>
    public void Submit(string text)
    {
        var unfinished = _shown < _lines.Count ? _unfinished : "";
        _lines.ForEach(line => line.Draft = line.Text);
        _shown = _lines.Count;
        Offer(text);
        Offer(unfinished);
    }

    /// <summary>Makes a text the newest line, without disturbing one that is shown.</summary>
    public void Offer(string text)
    {
        if (text.Length == 0 || isSecret?.Invoke(text) == true || (_lines.Count > 0 && _lines[^1].Text == text))
        {
            return;
        }

        var isTyping = _shown == _lines.Count;
        _lines.Add(new Line(text));
        if (_lines.Count > limit)
        {
            _lines.RemoveAt(0);
            _shown = Math.Max(0, _shown - 1);
        }

        _shown = isTyping ? _lines.Count : _shown;
    }

    private string Show(int place, string current)
    {
        if (_shown == _lines.Count)
        {
            _unfinished = current;
        }
        else
        {
            _lines[_shown].Draft = current;
        }

        _shown = place;
        return place == _lines.Count ? _unfinished : _lines[place].Draft;
    }
}
