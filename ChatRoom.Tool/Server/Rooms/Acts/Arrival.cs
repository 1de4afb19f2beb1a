using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Acts;

/// <summary>A connection that comes into a room, as only its own server knows it.</summary>
/// <param name="Start">The event at which it begins to read; null: the next one.</param>
internal sealed record Arrival(JoinRequest JoinRequest, long? Start);
