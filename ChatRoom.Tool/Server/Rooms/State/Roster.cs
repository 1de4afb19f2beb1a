using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// The members of a room by name, in the order in which they came in. No two names look alike. Loop thread only.
/// </summary>
internal sealed class Roster
{
    private readonly OrderedDictionary<Nickname, Member> _members = new(LookAlike.Comparer);

    public int Count => _members.Count;

    public IEnumerable<Member> Members => _members.Values;

    public Presence[] Present() => [.. Members.Select(member => new Presence(member.Name, member.IsBot, member.Since))];

    /// <summary>Whether a member has that name, or one that looks like it.</summary>
    public bool Has(Nickname name) => _members.ContainsKey(name);

    public bool TryFind(Nickname name, [NotNullWhen(true)] out Member? member) =>
        _members.TryGetValue(name, out member) && member.Name.Equals(name);

    /// <summary>The member that has that name, or one that looks like it.</summary>
    public bool TryFindLike(Nickname name, [NotNullWhen(true)] out Member? member) => _members.TryGetValue(name, out member);

    public void Add(Member member) => _members.Add(member.Name, member);

    public void Remove(Member member) => _members.Remove(member.Name);

    /// <summary>Puts another member of the same name in the place of a member.</summary>
    public void Replace(Member member, Member by) => _members[member.Name] = by;

    /// <summary>Gives a member another name in the same place.</summary>
    public void Rename(Member member, Nickname name)
    {
        var place = _members.IndexOf(member.Name);
        _members.RemoveAt(place);
        member.Name = name;
        _members.Insert(place, name, member);
    }
}
