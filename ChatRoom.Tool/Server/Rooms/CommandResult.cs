using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>What came of something that a person typed.</summary>
/// <param name="Refusal">Why it was not done, or null.</param>
/// <param name="EventId">The event that it became, or 0.</param>
/// <param name="Quits">True where the person wants to leave.</param>
/// <param name="GoesTo">The room that the person wants to be in instead, or null.</param>
internal readonly record struct CommandResult(Refusal? Refusal = null, long EventId = 0, bool Quits = false, Nickname? GoesTo = null)
{
    public static CommandResult Done => default;

    /// <summary>Done, unless there is a reason why not.</summary>
    public static CommandResult Unless(Refusal? refusal) => new(refusal);

    public static CommandResult Became(long eventId) => new(EventId: eventId);
}
