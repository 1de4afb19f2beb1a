using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>An act of an operator that lasts. When its turn comes, <see cref="ControlState"/> decides which records it becomes. Immutable.</summary>
internal abstract record ControlAct
{
    /// <summary>Imposes a ban, in place of an earlier one of the same target; or a mute, in place of all earlier ones of that name.</summary>
    public sealed record Impose(BanList List, Ban Ban) : ControlAct;

    /// <summary>Ends the bans or mutes that share a name or a network with the target. There may be none.</summary>
    public sealed record Lift(BanList List, BanTarget Target, Nickname By) : ControlAct;

    /// <summary>Lets only operators set the room's topic, or everybody.</summary>
    public sealed record Lock(Nickname Room, bool IsLocked, Nickname By) : ControlAct;

    /// <summary>Replaces a whole list. Entries that stay as they are become no records.</summary>
    /// <param name="Wanted">The new entries, each with a target of its own.</param>
    /// <param name="By">The operator who ends the entries that are not in the new list.</param>
    public sealed record ReplaceList(BanList List, Ban[] Wanted, Nickname By) : ControlAct;

    /// <summary>Replaces the set of locked rooms.</summary>
    public sealed record ReplaceLocks(Nickname[] Wanted, Nickname By) : ControlAct;
}
