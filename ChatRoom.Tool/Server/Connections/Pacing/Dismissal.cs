using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections.Pacing;

/// <summary>That a connection is to end, decided by somebody else than itself.</summary>
/// <param name="Reason">What it counts as.</param>
/// <param name="Why">What its peer and the others are told.</param>
internal sealed record Dismissal(CloseReason Reason, Expulsion Why);
