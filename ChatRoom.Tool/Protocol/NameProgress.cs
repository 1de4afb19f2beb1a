namespace ChatRoom.Protocol;

/// <summary>How a name has arrived so far, if no byte has ended it.</summary>
internal enum NameProgress
{
    /// <summary>In one piece, as a program sends it.</summary>
    OnePiece,

    /// <summary>One character: a short name, or the first key of a person.</summary>
    OneKey,

    /// <summary>In several pieces: a person types it, and will press Enter; or the network has split it.</summary>
    SeveralPieces,

    /// <summary>With commands of Telnet: a person types it, and will press Enter.</summary>
    WithTelnet,
}
