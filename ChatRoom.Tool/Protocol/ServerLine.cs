namespace ChatRoom.Protocol;

/// <summary>The kinds of lines that a server sends. The typed dialect has a word for each.</summary>
internal enum ServerLineKind
{
    /// <summary>The answer to a nickname that ends with NUL: the server's version (Code) and title (Text).</summary>
    Greeting,

    /// <summary>The client is in Room as Name, with Number members. All events after Id follow.</summary>
    Welcome,

    /// <summary>The client reads Room without being a member. Id is the last event so far, and Number the first that is sent.</summary>
    Watching,

    /// <summary>The client no longer reads Room: its last event was sent before.</summary>
    Unwatched,

    /// <summary>Code identifies Room's log. Sent before Welcome or Watching, if the client asked for it.</summary>
    Log,

    /// <summary>Every line of the client's session up to Number was said or refused. Sent before Welcome, if the client named a session.</summary>
    Session,

    /// <summary>Room's topic is Text, set by Name at Time. Sent after Welcome or Watching, if there is a topic.</summary>
    Subject,

    /// <summary>Name has been in Room since Time.</summary>
    Present,

    /// <summary>Ends the list of Room's members: there are Number.</summary>
    Total,

    /// <summary>The client may use the command Name. Text shows how, with the slash.</summary>
    Usage,

    /// <summary>Ends the list of commands: there are Number.</summary>
    Commands,

    /// <summary>Room has Number members, and the topic Text. Empty: it has no topic.</summary>
    Room,

    /// <summary>Ends the list of rooms: there are Number with members or a topic, of which those with the most members were listed.</summary>
    Rooms,

    /// <summary>Ends the past events that the client asked for: Number of Room's were sent.</summary>
    History,

    /// <summary>Name said Text.</summary>
    Message,

    /// <summary>Name does Text.</summary>
    Action,

    /// <summary>Name joined; IsBot, if it is a program that answers others.</summary>
    Join,

    /// <summary>Name left. Text is the reason, if somebody else made them leave.</summary>
    Leave,

    /// <summary>Other is now called Name.</summary>
    Rename,

    /// <summary>The server sends Text to all readers of Room. Name is the server's name.</summary>
    Announcement,

    /// <summary>The server was started: everybody who was in Room before has left. Name is the server's name.</summary>
    Start,

    /// <summary>Name set the room's topic to Text. Empty: there is no topic any more.</summary>
    Topic,

    /// <summary>Name said Text to Other only.</summary>
    Private,

    /// <summary>The server sends Text to this reader only.</summary>
    Notice,

    /// <summary>Number events, from Id on, were not sent, as the server no longer has them.</summary>
    Gap,

    /// <summary>Every line of the client up to Number was said or refused. The last that was said is event Id.</summary>
    Ack,

    /// <summary>The client's line Number was refused (0: no line in particular). Code and Text are the reason.</summary>
    Error,

    /// <summary>
    /// The client's lines from Id to Number were refused for one reason: Code and Text. Lines without numbers are counted from 1.
    /// For a single line, the server sends an Error.
    /// </summary>
    Refused,

    /// <summary>The client must answer with a pong and the same Text.</summary>
    Ping,

    /// <summary>The answer to the client's ping with this Text.</summary>
    Pong,

    /// <summary>The server stops, and may be back in Number milliseconds. Sent before a Bye.</summary>
    Retry,

    /// <summary>The server ends the connection. Code and Text are the reason.</summary>
    Bye,

    /// <summary>The servers of the room are at the addresses in Text, with spaces between them. Sent after Welcome or Watching, and again if they change.</summary>
    Servers,

    /// <summary>
    /// A run of the server Name in the cluster: its phase is Code, its number Id, its members are Number, and clients reach it at Text.
    /// </summary>
    Node,

    /// <summary>Ends the list of nodes: the server Name has applied entry Number of the cluster's log, which ends at Id. Code says whether it is cut off.</summary>
    Cluster,

    /// <summary>A server of the tutorial sent Text. Our own servers never send this.</summary>
    Relayed,

    /// <summary>Our client lost the connection to the address Code at Time, for the reason Text. No server sends this.</summary>
    Disconnected,

    /// <summary>
    /// Our client is connected to the address Code again, under Name if that changed. Other is the address too, if it is another
    /// server than before. No server sends this.
    /// </summary>
    Connected,
}

/// <summary>
/// One line that a server sends to a reader, in any dialect. Events of the log have an <see cref="Id"/> and a <see cref="Time"/>;
/// other lines are for one reader only. A view over the caller's bytes. Each <see cref="ServerLineKind"/> says which fields it uses.
/// </summary>
internal ref struct ServerLine
{
    public ServerLineKind Kind;

    /// <summary>The number of an event in its room's log, from 1, without gaps.</summary>
    public long Id;

    /// <summary>Unix time in milliseconds.</summary>
    public long Time;

    public long Number;

    public ReadOnlySpan<byte> Room;

    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> Other;

    public ReadOnlySpan<byte> Code;

    public ReadOnlySpan<byte> Text;

    /// <summary>The event is older than the connection. It is no part of the line: the receiver knows it by the id.</summary>
    public bool IsReplay;

    /// <summary>The event is sent again to a client that asked for it, and is no part of what the client reads in order.</summary>
    public bool IsPast;

    /// <summary>Name is a program that answers others. Another such program must ignore this line.</summary>
    public bool IsBot;

    /// <summary>It is an event of a room's log.</summary>
    public readonly bool IsEvent => Kind is >= ServerLineKind.Message and <= ServerLineKind.Topic;

    /// <summary>In bytes, the longest line in any dialect: the text, its fields, and the names that the tutorial's dialect repeats.</summary>
    public const int MaxEncoded = Limits.MaxText + 512;
}
