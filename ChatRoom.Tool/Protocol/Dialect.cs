namespace ChatRoom.Protocol;

/// <summary>The three dialects of the protocol. The byte that ends the nickname chooses one.</summary>
internal enum Dialect
{
    /// <summary>No byte ends the nickname: one receive is one message, and output is ASCII only.</summary>
    Tutorial,

    /// <summary>LF or CR ends the nickname: lines of UTF-8 text, for <c>nc</c> and people.</summary>
    Line,

    /// <summary>NUL ends the nickname: one event for each line, with ids, times and acknowledgements, for programs.</summary>
    Typed,
}
