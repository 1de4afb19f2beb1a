using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>What a terminal tells.</summary>
internal enum TerminalInputKind
{
    Key,

    /// <summary>It has another size; what is on it may have moved.</summary>
    Resized,

    /// <summary>It is ours again after somebody else had it, and shows anything: all is to be drawn anew.</summary>
    Resumed,

    /// <summary>It has taken what was written, after somebody had to wait for that: what changed since can be drawn.</summary>
    Taken,

    /// <summary>It is gone; nothing comes after this.</summary>
    Ended,
}

/// <summary>One thing that a terminal tells, in the order in which it happened.</summary>
internal readonly record struct TerminalInput(TerminalInputKind Kind, Key Key = default);
