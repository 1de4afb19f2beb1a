namespace ChatRoom.Protocol.Typed;

/// <summary>The result of parsing a line of the typed dialect.</summary>
internal enum ParseResult
{
    Ok,

    /// <summary>The first word is unknown. Such a line is ignored, so that later versions can add words.</summary>
    UnknownWord,

    /// <summary>The first word is known, but a field is missing or not of its type.</summary>
    Malformed,
}
