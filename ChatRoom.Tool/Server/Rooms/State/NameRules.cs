using ChatRoom.Protocol;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The names that are free in a room at one moment.</summary>
/// <param name="now">The time by which bans are judged, in Unix milliseconds.</param>
internal readonly struct NameRules(Seats seats, Bans bans, long now)
{
    /// <summary>Why a name is not free, or null.</summary>
    /// <param name="seat">May have the name even if its own is the same or looks like it; null: nobody may.</param>
    public Refusal? WhyNot(Nickname wanted, Seat? seat = null) =>
        bans.Find(wanted, now) is { } ban ? BanText.OfName(ban, wanted)
        : ReservedNames.Contains(wanted) ? Refusal.NameReserved(wanted)
        : !seats.TryFindLike(wanted, out var there) || there == seat ? null
        : there.Name.Equals(wanted) ? Refusal.NameTaken(wanted)
        : Refusal.NameLooksLike(wanted, there.Name);

    /// <summary>The name itself if it is free or banned; otherwise the first free of <c>name_2</c>, <c>name_3</c>…</summary>
    public Nickname NextFree(Nickname name)
    {
        var free = name;
        for (var number = 2; bans.Find(name, now) is null && WhyNot(free) is not null; number++)
        {
            free = name.Numbered(number);
        }

        return free;
    }
}
