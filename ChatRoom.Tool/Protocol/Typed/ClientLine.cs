namespace ChatRoom.Protocol.Typed;

/// <summary>The kinds of lines that a client sends in the typed dialect.</summary>
internal enum ClientLineKind
{
    /// <summary>Text is the password for the next line, which joins, or lists the members.</summary>
    Password,

    /// <summary>Join Room under Name.</summary>
    Join,

    /// <summary>Say lines in Room under Name, without joining it.</summary>
    Send,

    /// <summary>Read Room, or every room, from Since on, without joining it. One connection may watch several rooms.</summary>
    Watch,

    /// <summary>Read Room, or every room, no longer.</summary>
    Unwatch,

    /// <summary>List the members of Room.</summary>
    Who,

    /// <summary>List the commands that the client may use.</summary>
    Commands,

    /// <summary>List the rooms.</summary>
    Rooms,

    /// <summary>List the servers of the cluster.</summary>
    Cluster,

    /// <summary>Say the next Number lines as one: no other line comes between them, and all are said or none.</summary>
    Together,

    /// <summary>Say Text. It is no command, even if it begins with a slash.</summary>
    Say,

    /// <summary>Run Text as if a person had typed it in the line dialect.</summary>
    Command,

    /// <summary>Answer with a pong and the same Text.</summary>
    Ping,

    /// <summary>The answer to the server's ping with this Text.</summary>
    Pong,

    /// <summary>Leave.</summary>
    Quit,
}

/// <summary>One line that a client sends in the typed dialect. A view over the caller's bytes.</summary>
internal ref struct ClientLine
{
    public ClientLineKind Kind;

    /// <summary>The client's number for this line. Numbers rise, and are acknowledged.</summary>
    public long Number;

    public ReadOnlySpan<byte> Room;

    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> Text;

    /// <summary>The event from which the reader is sent Room's events. For a join: the earlier events that are sent first.</summary>
    public Since Since;

    /// <summary>The session that begins or is resumed: 16 to 32 of <c>0-9 a-z</c>. Empty: no session.</summary>
    public ReadOnlySpan<byte> Session;

    /// <summary>Session began on an earlier connection.</summary>
    public bool IsResumed;

    /// <summary>The client asks for the identity of Room's log.</summary>
    public bool AsksLog;

    /// <summary>The identity of the log to which the id in Since belongs. Empty: none is named.</summary>
    public ReadOnlySpan<byte> Log;

    /// <summary>The client wants typed lines instead of notices as answers to the commands that have them.</summary>
    public bool WantsTypedAnswers;

    /// <summary>The client can go to another server, so one that is cut off from the others sends it away.</summary>
    public bool GoesElsewhere;

    /// <summary>The client is a program that answers others.</summary>
    public bool IsBot;

    /// <summary>If Name is taken, the client takes the next free name.</summary>
    public bool IsNumbered;

    /// <summary>In bytes, the longest line.</summary>
    public const int MaxEncoded = Limits.MaxText + 256;
}
