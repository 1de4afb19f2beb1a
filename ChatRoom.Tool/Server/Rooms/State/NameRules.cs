using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>Which names may be had in a room now. Guarded by the room's lock.</summary>
internal sealed class NameRules(Roster roster, Bans bans)
{
    /// <summary>Why nobody but <paramref name="holder"/> may have the name, who has it or one like it; null where it is free.</summary>
    public Refusal? WhyNot(Nickname wanted, Member? holder = null) =>
        bans.Find(wanted) is { } ban ? BanText.OfName(ban, wanted)
        : ReservedNames.Contains(wanted) ? Refusal.NameReserved(wanted)
        : !roster.TryFindLike(wanted, out var there) || there == holder ? null
        : there.Name.Equals(wanted) ? Refusal.NameTaken(wanted)
        : Refusal.NameLooksLike(wanted, there.Name);

    /// <summary>The name itself where it is free, otherwise the first free of <c>name_2</c>, <c>name_3</c>…; a name that is banned stays what it is.</summary>
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
