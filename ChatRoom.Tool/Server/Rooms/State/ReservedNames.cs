using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// Names that are refused, like names that look the same: others would take their owner for the server or an operator.
/// Names of accounts, such as <c>root</c>, are allowed: scripts use them.
/// </summary>
internal static class ReservedNames
{
    private static readonly HashSet<Nickname> Names = new(
        from name in (string[])["server", "chatroom", "system", "operator", "admin", "moderator", "irc.chatroom"] select Parse(name), LookAlike.Comparer);

    /// <summary>The name of the server's announcements.</summary>
    public static readonly Nickname Server = Parse("server");

    public static bool Contains(Nickname name) => Names.Contains(name);

    private static Nickname Parse(string name) =>
        Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException($"{name} is no name", nameof(name));
}
