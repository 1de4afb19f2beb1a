namespace ChatRoom.Protocol.Typed;

/// <summary>What a client can say in the typed dialect.</summary>
internal enum ClientLineKind
{
    /// <summary>Enter Room under Name.</summary>
    Join,

    /// <summary>Say things in Room under Name without being in it.</summary>
    Send,

    /// <summary>Read Room, beginning at Since, without being in it.</summary>
    Watch,

    /// <summary>Tell who is in Room.</summary>
    Who,

    /// <summary>The next Number lines are said as one: nothing comes between them, and all are said or none.</summary>
    Together,

    /// <summary>Say Text; it is text even where it begins with a slash.</summary>
    Say,

    /// <summary>Do Text as if a person had typed it in the line dialect.</summary>
    Command,

    /// <summary>Answer with a pong and the same Text.</summary>
    Ping,

    /// <summary>The answer to the server's ping with this Text.</summary>
    Pong,

    /// <summary>Leave.</summary>
    Quit,
}

/// <summary>One line that a client tells the server in the typed dialect: a view over bytes that lie elsewhere.</summary>
internal ref struct ClientLine
{
    public ClientLineKind Kind;

    /// <summary>The client's own count of what it says; it rises, and is acknowledged.</summary>
    public long Number;

    public ReadOnlySpan<byte> Room;

    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> Text;

    public Since Since;

    /// <summary>Whoever joins is a program that answers others.</summary>
    public bool IsBot;

    /// <summary>Whoever joins takes the next free name where its own is taken.</summary>
    public bool IsNumbered;

    /// <summary>The most bytes that a line takes.</summary>
    public const int MaxEncoded = Limits.MaxText + 128;
}
