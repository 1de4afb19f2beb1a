namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Whose words are not shown: the names that the reader gave, and what those who had them are called now, until they go.
/// Used by one loop.
/// </summary>
internal sealed class IgnoreList
{
    /// <summary>Names that are remembered: somebody who ignores more is in the wrong room.</summary>
    public const int Most = 1000;

    // Each name with the one that the reader gave, which is the same for most.
    private readonly SortedDictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Names => _names.Keys;

    public bool Contains(string name) => _names.ContainsKey(name);

    /// <summary>False where it was ignored before, or there are too many.</summary>
    public bool Add(string name) => _names.Count < Most && _names.TryAdd(name, name);

    /// <summary>Whoever is called so is shown again, under its other name as well; false where it was not ignored.</summary>
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

    /// <summary>Somebody went, so that somebody else may have that name next.</summary>
    public void Leave(string name)
    {
        if (_names.TryGetValue(name, out var given) && !IsGiven(name, given))
        {
            _names.Remove(name);
        }
    }

    /// <summary>The reader is in another room, where nobody knows who is called what.</summary>
    public void Move()
    {
        foreach (var one in _names.Where(one => !IsGiven(one.Key, one.Value)).ToList())
        {
            _names.Remove(one.Key);
        }
    }

    private static bool IsGiven(string name, string given) => name.Equals(given, StringComparison.OrdinalIgnoreCase);
}
