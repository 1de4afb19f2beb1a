namespace ChatRoom.Protocol.Typed;

/// <summary>What became of a line of the typed dialect.</summary>
internal enum ParseResult
{
    Ok,

    /// <summary>The word is not known in this version; such a line is passed over, so that the dialect can grow.</summary>
    UnknownWord,

    /// <summary>The word is known and its fields are not what they must be.</summary>
    Malformed,
}
