using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>What people are told of a ban.</summary>
internal static class BanText
{
    /// <summary>Why somebody is sent away.</summary>
    public static Refusal Farewell(Ban ban) => new(Refusal.BannedCode, $"You are banned from this server{Terms(ban)}.");

    /// <summary>Why nobody may have a name.</summary>
    public static Refusal OfName(Ban ban, Nickname name) => new("name-banned", $"The name {name} is banned{Terms(ban)}; choose another.");

    /// <summary>One line of a list.</summary>
    public static string Listed(Ban ban) =>
        $"{ban.Target}  {(ban.Until is null ? "for ever" : Ends(ban).TrimStart())}  by {ban.By}, {UtcTime.Full(ban.Since)}{Because(ban.Reason)}";

    /// <summary>Up to when it holds; empty for ever.</summary>
    public static string Ends(Ban ban) => ban.Until is { } until ? $" until {UtcTime.Full(until)} UTC" : "";

    /// <summary>A reason behind something; empty where there is none.</summary>
    public static string Because(string reason) => reason.Length == 0 ? "" : $": {reason}";

    private static string Terms(Ban ban) => Ends(ban) + (ban.Reason.Length == 0 ? "" : $" ({ban.Reason})");
}
