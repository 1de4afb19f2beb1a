using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>An operator who acts, and the room in which they act.</summary>
internal readonly record struct Operator(RoomList Rooms, Room Room, Member Member);
