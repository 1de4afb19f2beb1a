using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>A connection says or does something in a room, or leaves it.</summary>
/// <param name="Holder">The connection's number.</param>
/// <param name="Name">The member's name, or that of a sender from outside.</param>
/// <param name="IsMember">It has a seat; otherwise it is a sender from outside.</param>
/// <param name="IsBot">It is a program that answers others by itself.</param>
/// <param name="Mute">The mute in force for its name or address; null: none.</param>
/// <param name="Stamp">The session and the number of the line.</param>
internal readonly record struct Speaker(long Holder, Nickname Name, bool IsMember, bool IsBot, Ban? Mute, Stamp Stamp);
