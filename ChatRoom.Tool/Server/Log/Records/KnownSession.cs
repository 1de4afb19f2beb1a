using System.Runtime.InteropServices;

namespace ChatRoom.Server.Log.Records;

/// <summary>How far a session got in a room. Loop thread only.</summary>
internal sealed class KnownSession(string session)
{
    private readonly List<NumberRange> _refused = [];

    public string Session { get; } = session;

    /// <summary>Every line of the session up to this number was processed.</summary>
    public long Number { get; private set; }

    /// <summary>The time of its last record, in Unix milliseconds.</summary>
    public long Time { get; private set; }

    /// <summary>Its refused lines in rising order: the newest <see cref="SessionStamp.MaxRefused"/> ranges.</summary>
    public ReadOnlySpan<NumberRange> Refused => CollectionsMarshal.AsSpan(_refused);

    public void Apply(in LogRecord record)
    {
        Number = Math.Max(Number, record.Number);
        Time = Math.Max(Time, record.Time);
        var refused = record.Refused;
        while (NumberRange.TryTake(ref refused, out var range))
        {
            AddRefused(range);
        }
    }

    private void AddRefused(NumberRange range)
    {
        if (_refused.Count > 0 && range.First <= _refused[^1].Last + 1)
        {
            // It overlaps or continues the last range: a segment's head repeats ranges that are known.
            var last = _refused[^1];
            _refused[^1] = last with { Last = Math.Max(last.Last, range.Last) };
            return;
        }

        if (_refused.Count == SessionStamp.MaxRefused)
        {
            _refused.RemoveAt(0);
        }

        _refused.Add(range);
    }
}
