using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The texts about a ban or a mute for people.</summary>
internal static class BanText
{
    /// <summary>Why a name is refused.</summary>
    public static Refusal OfName(Ban ban, Nickname name) => new("name-banned", $"The name {name} is banned{Terms(ban)}; choose another.");

    /// <summary>One line of <c>/bans</c>.</summary>
    public static string Listed(Ban ban) =>
        $"{ban.Target}  {(ban.Until is null ? "forever" : Until(ban).TrimStart())}  by {ban.By}, {UtcTime.Full(ban.Since)}{Because(ban.Reason)}";

    /// <summary>The end of the ban; empty: forever.</summary>
    public static string Until(Ban ban) => ban.Until is { } until ? $" until {UtcTime.Full(until)} UTC" : "";

    /// <summary>A reason after a sentence; empty if there is none.</summary>
    public static string Because(string reason) => reason.Length == 0 ? "" : $": {reason}";

    /// <summary>The end of the ban, and its reason.</summary>
    public static string Terms(Ban ban) => Until(ban) + (ban.Reason.Length == 0 ? "" : $" ({ban.Reason})");
}
