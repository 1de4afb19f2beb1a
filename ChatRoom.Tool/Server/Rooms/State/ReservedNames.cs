using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// Names that nobody may have, nor what looks like one: whoever had it would be taken for the server, or for one who may
/// give orders. Those under which jobs run, such as <c>root</c>, are not among them: a script says who it is.
/// </summary>
internal static class ReservedNames
{
    private static readonly HashSet<Nickname> Names = new(
        from name in (string[])["server", "chatroom", "system", "operator", "admin", "moderator"] select Parse(name), LookAlike.Comparer);

    /// <summary>Whose the server's own lines are.</summary>
    public static readonly Nickname Server = Parse("server");

    public static bool Contains(Nickname name) => Names.Contains(name);

    private static Nickname Parse(string name) =>
        Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException($"{name} is no name", nameof(name));
}
