using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>What came of something that a person typed.</summary>
/// <param name="Refusal">Why it was not done, or null.</param>
/// <param name="EventId">The event that it became, or 0.</param>
/// <param name="Quits">True where the person wants to leave.</param>
internal readonly record struct CommandResult(Refusal? Refusal = null, long EventId = 0, bool Quits = false)
{
    public static CommandResult Done => default;

    public static implicit operator CommandResult(Refusal? refusal) => new(refusal);
}
