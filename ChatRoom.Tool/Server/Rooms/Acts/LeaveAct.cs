using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Acts;

/// <summary>A connection has left the room.</summary>
/// <param name="Why">Why it was removed; empty if it left by itself.</param>
/// <param name="EndsSession">Its client does not come back.</param>
internal readonly record struct LeaveAct(Speaker Speaker, string Why, bool EndsSession);
