using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>One record of the control log. Times are Unix milliseconds.</summary>
internal abstract record ControlRecord
{
    /// <summary>The first record of a segment: only the records after it count.</summary>
    public sealed record Head(long Number, long Time) : ControlRecord;

    /// <summary>A ban, in place of an earlier one of the same target; or a mute.</summary>
    public sealed record Imposed(BanList List, Ban Ban) : ControlRecord;

    /// <summary>The end of the ban of exactly this target, or of the mute.</summary>
    public sealed record Lifted(BanList List, BanTarget Target, long Time, Nickname By) : ControlRecord;

    /// <summary>From here on only operators may set the room's topic, or everybody may.</summary>
    public sealed record Locked(Nickname Room, bool IsLocked, long Time, Nickname By) : ControlRecord;
}
