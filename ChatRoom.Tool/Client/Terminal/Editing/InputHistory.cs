namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// The submitted lines, and the way back through them. An edit of an old line is kept until the next submission; the line
/// itself never changes. The unfinished line comes after the newest one. If another line is submitted instead, the
/// unfinished one becomes the newest, so nothing typed is lost. Owned by the editor.
/// </summary>
/// <param name="isSecret">True for a line that must not be kept; null: all are kept.</param>
internal sealed class InputHistory(Func<string, bool>? isSecret = null)
{
    /// <summary>Lines that are kept; the oldest are dropped.</summary>
    public const int MaxLines = 500;

    private sealed class Line(string text)
    {
        public string Text { get; } = text;

        /// <summary>The line as it is edited at the moment.</summary>
        public string Draft { get; set; } = text;
    }

    private readonly List<Line> _lines = [];
    private string _unfinished = "";

    /// <summary>The index of the shown line; the number of lines: the unfinished one is shown.</summary>
    private int _shown;

    /// <summary>The line before the shown one, whose text is now <paramref name="current"/>; null: there is none.</summary>
    public string? Older(string current) => _shown == 0 ? null : Show(_shown - 1, current);

    /// <summary>The line after the shown one, whose text is now <paramref name="current"/>; null: there is none.</summary>
    public string? Newer(string current) => _shown == _lines.Count ? null : Show(_shown + 1, current);

    /// <summary>A line was submitted, or discarded ("": nothing is added). The next look back starts at the newest line.</summary>
    public void Submit(string text)
    {
        var unfinished = _shown < _lines.Count ? _unfinished : "";
        _lines.ForEach(line => line.Draft = line.Text);
        _shown = _lines.Count;
        Offer(text);
        Offer(unfinished);
    }

    /// <summary>Adds a text as the newest line, and leaves the shown one as it is.</summary>
    public void Offer(string text)
    {
        if (text.Length == 0 || isSecret?.Invoke(text) == true || (_lines.Count > 0 && _lines[^1].Text == text))
        {
            return;
        }

        var isTyping = _shown == _lines.Count;
        _lines.Add(new Line(text));
        if (_lines.Count > MaxLines)
        {
            _lines.RemoveAt(0);
            _shown = Math.Max(0, _shown - 1);
        }

        _shown = isTyping ? _lines.Count : _shown;
    }

    private string Show(int index, string current)
    {
        if (_shown == _lines.Count)
        {
            _unfinished = current;
        }
        else
        {
            _lines[_shown].Draft = current;
        }

        _shown = index;
        return index == _lines.Count ? _unfinished : _lines[index].Draft;
    }
}
