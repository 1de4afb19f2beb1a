using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.State;

/// <summary>The members of a room by name, in the order in which they came in. No two names look alike. Changed by records alone.</summary>
internal sealed class Seats
{
    private readonly OrderedDictionary<Nickname, Seat> _seats = new(LookAlike.Comparer);

    public int Count => _seats.Count;

    public IEnumerable<Seat> All => _seats.Values;

    /// <summary>Whether a member has that name, or one that looks like it.</summary>
    public bool Has(Nickname name) => _seats.ContainsKey(name);

    public bool TryFind(Nickname name, [NotNullWhen(true)] out Seat? seat) =>
        _seats.TryGetValue(name, out seat) && seat.Name.Equals(name);

    /// <summary>The member that has that name, or one that looks like it.</summary>
    public bool TryFindLike(Nickname name, [NotNullWhen(true)] out Seat? seat) => _seats.TryGetValue(name, out seat);

    /// <summary>Adds a member. If one has the name, or one that looks like it, its end was lost with a damaged line: it is removed.</summary>
    internal void Add(Seat seat)
    {
        _seats.Remove(seat.Name);
        _seats.Add(seat.Name, seat);
    }

    internal void Remove(Seat seat) => _seats.Remove(seat.Name);

    internal void Clear() => _seats.Clear();

    /// <summary>Gives a member another name in the same place.</summary>
    internal void Rename(Seat seat, Nickname name)
    {
        var place = _seats.IndexOf(seat.Name);
        _seats.RemoveAt(place);
        seat.Name = name;
        if (_seats.IndexOf(name) is >= 0 and var other)
        {
            _seats.RemoveAt(other);
            place -= other < place ? 1 : 0;
        }

        _seats.Insert(place, name, seat);
    }
}
