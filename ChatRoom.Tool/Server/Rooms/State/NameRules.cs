using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The names that are free in a room now. Loop thread only.</summary>
internal sealed class NameRules(Roster roster, Bans bans)
{
    /// <summary>Why a name is not free, or null.</summary>
    /// <param name="holder">May take the name even if its own is the same or looks like it; null: nobody may.</param>
    public Refusal? WhyNot(Nickname wanted, Member? holder = null) =>
        bans.Find(wanted) is { } ban ? BanText.OfName(ban, wanted)
        : ReservedNames.Contains(wanted) ? Refusal.NameReserved(wanted)
        : !roster.TryFindLike(wanted, out var there) || there == holder ? null
        : there.Name.Equals(wanted) ? Refusal.NameTaken(wanted)
        : Refusal.NameLooksLike(wanted, there.Name);

    /// <summary>The name itself if it is free or banned; otherwise the first free of <c>name_2</c>, <c>name_3</c>…</summary>
    public Nickname NextFree(Nickname name)
    {
        var free = name;
        for (var number = 2; bans.Find(name) is null && WhyNot(free) is not null; number++)
        {
            free = name.Numbered(number);
        }

        return free;
    }
}
