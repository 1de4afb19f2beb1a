using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>The kinds of input from a terminal.</summary>
internal enum TerminalInputKind
{
    Key,

    /// <summary>The terminal has another size; its content may have moved.</summary>
    Resized,

    /// <summary>The terminal is ours again after another program had it. Everything has to be drawn again.</summary>
    Resumed,

    /// <summary>The terminal has accepted the output that a drawing had to wait for; the changes since then can be drawn.</summary>
    Writable,

    /// <summary>The terminal is gone; nothing follows.</summary>
    Ended,
}

/// <summary>One input from the terminal, in the order of arrival.</summary>
internal readonly record struct TerminalInput(TerminalInputKind Kind, Key Key = default);
