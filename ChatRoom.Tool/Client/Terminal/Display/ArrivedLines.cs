namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// Lines that arrived and are not drawn yet. A terminal may accept nothing for hours: then the newest lines are kept, and
/// one line reports the number of dropped ones. Used by one loop.
/// </summary>
internal sealed class ArrivedLines
{
    /// <summary>UTF-16 units that are kept: about ten thousand lines, more than anybody reads afterwards.</summary>
    public const int MaxLength = 4 << 20;

    private readonly Queue<string> _parts = new();
    private long _missing;

    public int Length { get; private set; }

    /// <param name="lines">Whole lines, each ended by LF.</param>
    public void Add(string lines)
    {
        _parts.Enqueue(lines);
        Length += lines.Length;
        while (Length > MaxLength && _parts.Count > 1)
        {
            var oldest = _parts.Dequeue();
            Length -= oldest.Length;
            _missing += oldest.Count(character => character == '\n');
        }
    }

    /// <summary>Takes out all lines.</summary>
    public string Take()
    {
        var gap = _missing == 0 ? "" : $"-- {(_missing == 1 ? "1 line is" : $"{_missing} lines are")} missing here, because the terminal accepted no output --\n";
        var lines = gap + string.Concat(_parts);
        _parts.Clear();
        (Length, _missing) = (0, 0);
        return lines;
    }
}
