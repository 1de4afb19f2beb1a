namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Who came, went and changed its name, held back for a moment so that many become one line, and so that somebody whose
/// connection was lost and found again, or who came and went, is none. Used by one loop.
/// </summary>
internal sealed class ArrivalSummary(TimeProvider time)
{
    /// <summary>How long the first of them is held back, where nothing else is to be shown.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    /// <summary>Movements that are held back at most.</summary>
    public const int MostHeld = 1000;

    private const int MostNamed = 3;

    private readonly List<string> _joined = [];
    private readonly List<string> _left = [];
    private readonly List<(string Before, string Now)> _renamed = [];
    private long _since;

    /// <summary>When the last of them happened, in Unix milliseconds.</summary>
    public long At { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>In how long they are to be shown; null where there are none.</summary>
    public TimeSpan? Due
    {
        get
        {
            var left = Hold - time.GetElapsedTime(_since);
            return IsEmpty ? null : Count >= MostHeld || left < TimeSpan.Zero ? TimeSpan.Zero : left;
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

        // Who came and then chose a name came under that name.
        if (Remove(_joined, before))
        {
            _joined.Add(now);
        }
        else
        {
            _renamed.Add((before, now));
        }
    }

    /// <summary>All of them as one sentence, which takes them out; empty where they came to nothing.</summary>
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
        <= MostNamed => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        _ => $"{string.Join(", ", names.Take(MostNamed - 1))} and {names.Count - MostNamed + 1} {more}",
    };

    private void Begin(long at)
    {
        _since = IsEmpty ? time.GetTimestamp() : _since;
        At = at;
    }
}
