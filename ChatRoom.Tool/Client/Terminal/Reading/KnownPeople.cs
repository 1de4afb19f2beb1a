namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Who is in the room, as far as that is known, and who of them spoke last. A server tells how many there are, and
/// names only those who come, go or speak, unless it is asked. Used by one loop.
/// </summary>
internal sealed class KnownPeople
{
    /// <summary>Names that are known at most; those who never spoke are forgotten first.</summary>
    public const int MostKnown = 10_000;

    /// <summary>In a room with more members it is shown only of those who have spoken that they come and go.</summary>
    public const int FewMembers = 20;

    /// <summary>How long somebody counts as one who has spoken.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, Person> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);
    private long _words;

    /// <summary>How many are here.</summary>
    public long Count { get; private set; }

    public bool AreMany => Count > FewMembers;

    /// <summary>Those who are here: who spoke last comes first, then those who said nothing, by name.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. _known.Values
            .Where(person => !person.IsGone)
            .OrderByDescending(person => person.Order)
            .ThenBy(person => person.Name, StringComparer.OrdinalIgnoreCase)
            .Select(person => person.Name),
    ];

    /// <summary>Is in another room, where so many are.</summary>
    public void Begin(long count)
    {
        _known.Clear();
        _told.Clear();
        Count = count;
    }

    /// <param name="name">Who said something.</param>
    /// <param name="at">When, in Unix milliseconds.</param>
    /// <param name="isHere">False for what was said before the reader came: who spoke then may have gone.</param>
    public void Speak(string name, long at, bool isHere = true)
    {
        var person = Know(name);
        (person.Order, person.SpokeAt) = (++_words, at);
        person.IsGone &= !isHere;
    }

    public void Join(string name)
    {
        Count++;
        Know(name).IsGone = false;
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
        var renamed = Know(now);
        (renamed.Order, renamed.SpokeAt, renamed.IsGone) = (person?.Order ?? 0, person?.SpokeAt ?? 0, false);
    }

    /// <summary>One of those who are here, told one after the other before the <see cref="Total"/>.</summary>
    public void Present(string name) => _told.Add(Know(name).Name);

    /// <summary>Those who were told are all who are here.</summary>
    public void Total(long count)
    {
        foreach (var person in _known.Values)
        {
            person.IsGone = !_told.Contains(person.Name);
        }

        Count = count;
        _told.Clear();
    }

    /// <summary>Whether somebody has spoken lately, as seen from a moment in Unix milliseconds.</summary>
    public bool HasSpoken(string name, long by) =>
        _known.TryGetValue(name, out var person) && person.Order > 0 && by - person.SpokeAt <= Lately.TotalMilliseconds;

    private Person Know(string name)
    {
        if (_known.TryGetValue(name, out var person))
        {
            // As it is spelled now.
            person.Name = name;
            return person;
        }

        if (_known.Count >= MostKnown)
        {
            Forget();
        }

        return _known[name] = new Person(name);
    }

    /// <summary>Makes room for many: sorting once for each newcomer would be slow.</summary>
    private void Forget()
    {
        foreach (var person in _known.Values.OrderBy(person => person.Order).Take(MostKnown / 10).ToList())
        {
            _known.Remove(person.Name);
        }
    }

    private sealed class Person(string name)
    {
        public string Name { get; set; } = name;

        /// <summary>Rises with each word that anybody says; 0 for who said nothing.</summary>
        public long Order { get; set; }

        public long SpokeAt { get; set; }

        public bool IsGone { get; set; }
    }
}
