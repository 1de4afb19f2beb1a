namespace ChatRoom.Protocol.Typed;

/// <summary>What a client can say in the typed dialect.</summary>
internal enum ClientLineKind
{
    /// <summary>Text is the password with which the next line enters, or asks who is there.</summary>
    Password,

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

    /// <summary>Where what Room's reader is told begins; for a join, what it is told of the time before it.</summary>
    public Since Since;

    /// <summary>The session that is begun or gone on with: 16 to 32 of <c>0-9 a-z</c>; empty for none.</summary>
    public ReadOnlySpan<byte> Session;

    /// <summary>Session was begun over an earlier connection.</summary>
    public bool IsResumed;

    /// <summary>Whoever enters wants to be told which log this is.</summary>
    public bool AsksLog;

    /// <summary>The log to which the id in Since belongs; empty where none is named.</summary>
    public ReadOnlySpan<byte> Log;

    /// <summary>Whoever joins is a program that answers others.</summary>
    public bool IsBot;

    /// <summary>Whoever joins takes the next free name where its own is taken.</summary>
    public bool IsNumbered;

    /// <summary>The most bytes that a line takes.</summary>
    public const int MaxEncoded = Limits.MaxText + 256;
}
