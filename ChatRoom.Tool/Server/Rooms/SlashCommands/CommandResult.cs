using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The outcome of a line that a person typed.</summary>
/// <param name="Refusal">Why it was not done, or null.</param>
/// <param name="Quits">The person wants to leave.</param>
/// <param name="Later">Completes with the reason why it was not done, or null, when that is known and answered; null: it is known.</param>
/// <param name="GoesTo">The room to which the person wants to move, or null.</param>
internal readonly record struct CommandResult(Refusal? Refusal = null, bool Quits = false, Task<Refusal?>? Later = null, Nickname? GoesTo = null)
{
    public static CommandResult Done => default;

    /// <summary>Refused, or done if <paramref name="refusal"/> is null.</summary>
    public static CommandResult Unless(Refusal? refusal) => new(refusal);

    /// <summary>The outcome of an act, now or later.</summary>
    public static CommandResult Of(ValueTask<Refusal?> outcome) =>
        outcome.IsCompletedSuccessfully ? Unless(outcome.GetAwaiter().GetResult()) : new CommandResult(Later: outcome.AsTask());
}
