namespace ChatRoom.Protocol;

/// <summary>How a name comes that nothing has ended yet.</summary>
internal enum NameTyping
{
    /// <summary>In larger pieces, as programs send it.</summary>
    AtOnce,

    /// <summary>One character so far: a short name, or the first key.</summary>
    OneKey,

    /// <summary>Key by key, or over Telnet: a person's, and Enter will end it.</summary>
    ByKeys,
}
