using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>What <see cref="ControlState"/> decides about an act: why it is refused, or the records that it becomes.</summary>
/// <param name="Refusal">null: the act is allowed.</param>
/// <param name="Records">None: the act changes nothing.</param>
internal readonly record struct ControlDecision(Refusal? Refusal, ControlRecord[] Records)
{
    public static ControlDecision Refuse(Refusal refusal) => new(refusal, []);

    public static ControlDecision Of(IEnumerable<ControlRecord> records) => new(null, [.. records]);
}
