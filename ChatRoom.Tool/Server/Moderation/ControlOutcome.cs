using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>The outcome of an operator's act.</summary>
/// <param name="Refusal">Why it was refused, or null.</param>
/// <param name="Records">Its records, which are applied. None: it was refused, or it changes nothing.</param>
/// <param name="Expelled">The number of this server's connections that it ended.</param>
internal readonly record struct ControlOutcome(Refusal? Refusal, ControlRecord[] Records, int Expelled);
