namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// The people whose lines are hidden: the names that the reader gave, and the present names of people who were renamed,
/// until they leave. Used by one loop.
/// </summary>
internal sealed class IgnoreList
{
    /// <summary>The most names that are kept: nobody needs more.</summary>
    public const int MaxNames = 1000;

    // Each name with the one that the reader gave; for most the two are the same.
    private readonly SortedDictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Names => _names.Keys;

    public bool Contains(string name) => _names.ContainsKey(name);

    /// <summary>False: it was ignored already, or the list is full.</summary>
    public bool Add(string name) => _names.Count < MaxNames && _names.TryAdd(name, name);

    /// <summary>Shows a person again, under their other names too; false: the name was not ignored.</summary>
    public bool Remove(string name)
    {
        if (!_names.TryGetValue(name, out var given))
        {
            return false;
        }

        foreach (var one in _names.Where(one => one.Value == given).ToList())
        {
            _names.Remove(one.Key);
        }

        return true;
    }

    public void Rename(string before, string now)
    {
        if (_names.TryGetValue(before, out var given))
        {
            Leave(before);
            _names.TryAdd(now, given);
        }
    }

    /// <summary>A member left: the next member with that name may be somebody else.</summary>
    public void Leave(string name)
    {
        if (_names.TryGetValue(name, out var given) && !IsGiven(name, given))
        {
            _names.Remove(name);
        }
    }

    /// <summary>The reader is in another room, in which a renamed person cannot be recognized.</summary>
    public void Move()
    {
        foreach (var one in _names.Where(one => !IsGiven(one.Key, one.Value)).ToList())
        {
            _names.Remove(one.Key);
        }
    }

    private static bool IsGiven(string name, string given) => name.Equals(given, StringComparison.OrdinalIgnoreCase);
}
