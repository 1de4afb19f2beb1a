using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>The outcome of a line that a person typed.</summary>
/// <param name="Refusal">Why it was not done, or null.</param>
/// <param name="Quits">The person wants to leave.</param>
/// <param name="Answer">Completes when the answer is sent that takes a while to find; null: everything is sent.</param>
/// <param name="GoesTo">The room to which the person wants to move, or null.</param>
internal readonly record struct CommandResult(Refusal? Refusal = null, bool Quits = false, Task? Answer = null, Nickname? GoesTo = null)
{
    public static CommandResult Done => default;

    /// <summary>Refused, or done if <paramref name="refusal"/> is null.</summary>
    public static CommandResult Unless(Refusal? refusal) => new(refusal);
}
