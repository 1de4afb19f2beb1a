namespace ChatRoom.Protocol;

/// <summary>How a client ended its nickname, which chooses the dialect.</summary>
internal enum NameEnd
{
    /// <summary>No byte ends it: the tutorial's dialect, in which one receive is one message, and output is ASCII only.</summary>
    None,

    /// <summary>LF or CR: the line dialect, lines of UTF-8 text for <c>nc</c> and people.</summary>
    LineEnd,

    /// <summary>NUL: the typed dialect, one event for each line, with ids, times and acknowledgements, for programs.</summary>
    Nul,
}
