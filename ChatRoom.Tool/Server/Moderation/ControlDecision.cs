using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>The decision of <see cref="ControlState"/> about an act: the reason for its refusal, or the records that it becomes.</summary>
/// <param name="Refusal">null: the act is allowed.</param>
/// <param name="Records">None: the act changes nothing.</param>
internal readonly record struct ControlDecision(Refusal? Refusal, ControlRecord[] Records)
{
    public static ControlDecision Refuse(Refusal refusal) => new(refusal, []);

    public static ControlDecision Of(IEnumerable<ControlRecord> records) => new(null, [.. records]);
}
