namespace ChatRoom.Protocol;

/// <summary>How a name comes that nothing has ended yet.</summary>
internal enum NameProgress
{
    /// <summary>In one piece, as programs send it.</summary>
    AtOnce,

    /// <summary>One character so far: a short name, or the first key.</summary>
    OneKey,

    /// <summary>In several pieces: a person's keys, which Enter will end, or a name that the network has cut.</summary>
    ByKeys,

    /// <summary>Together with commands of Telnet: a person's, which Enter will end.</summary>
    AtTelnet,
}
