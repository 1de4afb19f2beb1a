using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.Acts;

/// <summary>An operator sends a member away. Its connection may be at another server.</summary>
/// <param name="Holder">The connection that has the seat.</param>
/// <param name="Name">The member, as the operator named it.</param>
/// <param name="By">The operator.</param>
/// <param name="Reason">Empty if none was given.</param>
internal sealed record KickAct(long Holder, Nickname Name, Nickname By, string Reason);
