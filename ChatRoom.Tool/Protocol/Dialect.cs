namespace ChatRoom.Protocol;

/// <summary>The three spellings of one conversation; the byte that ends the nickname chooses one.</summary>
internal enum Dialect
{
    /// <summary>No terminator: one receive is one message, output is bare ASCII.</summary>
    Tutorial,

    /// <summary>LF or CR: lines of UTF-8 text, for <c>nc</c> and people.</summary>
    Line,

    /// <summary>NUL: one event a line with ids, times and acknowledgements, for programs.</summary>
    Typed,
}
