namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// The known members of the room, and which of them spoke last. A server sends the number of members; it names only those
/// who join, leave or speak, unless it is asked for a list. Used by one loop.
/// </summary>
internal sealed class KnownPeople
{
    /// <summary>The most names that are kept; people who never spoke are dropped first.</summary>
    public const int MaxKnown = 10_000;

    /// <summary>In a room with more members, only the joins and leaves of recent speakers are shown.</summary>
    public const int FewMembers = 20;

    /// <summary>A member counts as a recent speaker for this long.</summary>
    public static readonly TimeSpan RecentTime = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, Person> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);
    private long _lastOrder;

    /// <summary>The number of members.</summary>
    public long Count { get; private set; }

    public bool AreMany => Count > FewMembers;

    /// <summary>The members: the last speaker first, then those who never spoke, by name.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. _known.Values
            .Where(person => !person.IsGone)
            .OrderByDescending(person => person.Order)
            .ThenBy(person => person.Name, StringComparer.OrdinalIgnoreCase)
            .Select(person => person.Name),
    ];

    /// <summary>The reader is in another room, which has this many members.</summary>
    public void Reset(long count)
    {
        _known.Clear();
        _listed.Clear();
        Count = count;
    }

    /// <param name="name">The speaker.</param>
    /// <param name="at">The time in Unix milliseconds.</param>
    /// <param name="isHere">False for a line from before the reader joined: its speaker may have left.</param>
    public void Speak(string name, long at, bool isHere)
    {
        var person = GetOrAdd(name);
        (person.Order, person.SpokeAt) = (++_lastOrder, at);
        person.IsGone &= !isHere;
    }

    public void Join(string name)
    {
        Count++;
        GetOrAdd(name).IsGone = false;
    }

    public void Leave(string name)
    {
        Count = Math.Max(0, Count - 1);
        if (_known.TryGetValue(name, out var person))
        {
            person.IsGone = true;
        }
    }

    public void Rename(string before, string now)
    {
        _known.Remove(before, out var person);
        var renamed = GetOrAdd(now);
        (renamed.Order, renamed.SpokeAt, renamed.IsGone) = (person?.Order ?? 0, person?.SpokeAt ?? 0, false);
    }

    /// <summary>A member of the server's list, which ends with <see cref="EndList"/>.</summary>
    public void AddListed(string name) => _listed.Add(GetOrAdd(name).Name);

    /// <summary>The list is complete: other people are not members.</summary>
    public void EndList(long count)
    {
        foreach (var person in _known.Values)
        {
            person.IsGone = !_listed.Contains(person.Name);
        }

        Count = count;
        _listed.Clear();
    }

    /// <summary>Whether somebody has spoken recently before a time in Unix milliseconds.</summary>
    public bool HasSpoken(string name, long now) =>
        _known.TryGetValue(name, out var person) && person.Order > 0 && now - person.SpokeAt <= RecentTime.TotalMilliseconds;

    private Person GetOrAdd(string name)
    {
        if (_known.TryGetValue(name, out var person))
        {
            // The newest spelling.
            person.Name = name;
            return person;
        }

        if (_known.Count >= MaxKnown)
        {
            Forget();
        }

        return _known[name] = new Person(name);
    }

    /// <summary>Drops many at once: sorting for each new name would be slow.</summary>
    private void Forget()
    {
        foreach (var person in _known.Values.OrderBy(person => person.Order).Take(MaxKnown / 10).ToList())
        {
            _known.Remove(person.Name);
        }
    }

    private sealed class Person(string name)
    {
        public string Name { get; set; } = name;

        /// <summary>Rises with each line that anybody says; 0: said nothing.</summary>
        public long Order { get; set; }

        public long SpokeAt { get; set; }

        public bool IsGone { get; set; }
    }
}
