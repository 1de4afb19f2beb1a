namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Joins, leaves and renames, held back for a moment. Many become one line. Those that cancel each other out become none,
/// such as a reconnection or a short visit. Used by one loop.
/// </summary>
internal sealed class ArrivalSummary(TimeProvider time)
{
    /// <summary>The first of them is held back for this long, unless another line is shown before.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);

    /// <summary>The most that are held back.</summary>
    public const int MaxHeld = 1000;

    private const int MaxNamed = 3;

    private readonly List<string> _joined = [];
    private readonly List<string> _left = [];
    private readonly List<(string Before, string Now)> _renamed = [];
    private long _since;

    /// <summary>The time of the last of them, in Unix milliseconds.</summary>
    public long At { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>The time until they are to be shown; null: there are none.</summary>
    public TimeSpan? Due
    {
        get
        {
            var left = HoldTime - time.GetElapsedTime(_since);
            return IsEmpty ? null : Count >= MaxHeld || left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    private int Count => _joined.Count + _left.Count + _renamed.Count;

    public void Join(string name, long at)
    {
        Begin(at);
        if (!Remove(_left, name))
        {
            _joined.Add(name);
        }
    }

    public void Leave(string name, long at)
    {
        Begin(at);
        if (!Remove(_joined, name))
        {
            _left.Add(name);
        }
    }

    public void Rename(string before, string now, long at)
    {
        Begin(at);

        // Renamed right after joining: shown as a join under the new name.
        if (Remove(_joined, before))
        {
            _joined.Add(now);
        }
        else
        {
            _renamed.Add((before, now));
        }
    }

    /// <summary>Takes all of them out as one sentence; empty: they cancelled each other out.</summary>
    public string Take()
    {
        List<string> parts = [];
        if (_joined.Count > 0)
        {
            parts.Add($"{List(_joined, "others")} joined");
        }

        if (_left.Count > 0)
        {
            parts.Add($"{List(_left, "others")} left");
        }

        if (_renamed.Count > 0)
        {
            parts.Add(List([.. _renamed.Select(renamed => $"{renamed.Before} is now {renamed.Now}")], "other new names"));
        }

        _joined.Clear();
        _left.Clear();
        _renamed.Clear();
        return string.Join("; ", parts);
    }

    private static bool Remove(List<string> names, string name)
    {
        var index = names.FindIndex(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            names.RemoveAt(index);
        }

        return index >= 0;
    }

    private static string List(List<string> names, string more) => names.Count switch
    {
        1 => names[0],
        <= MaxNamed => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        _ => $"{string.Join(", ", names.Take(MaxNamed - 1))} and {names.Count - MaxNamed + 1} {more}",
    };

    private void Begin(long at)
    {
        _since = IsEmpty ? time.GetTimestamp() : _since;
        At = at;
    }
}
