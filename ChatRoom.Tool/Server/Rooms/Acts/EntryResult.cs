using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Acts;

/// <summary>The outcome of an entry.</summary>
/// <param name="Refusal">Why it was refused, or null.</param>
/// <param name="Member">null: it was refused, or its connection is at another server.</param>
internal readonly record struct EntryResult(Refusal? Refusal, Member? Member);
