namespace ChatRoom.Protocol;

/// <summary>What a server can tell; the typed dialect has a word for each.</summary>
internal enum ServerLineKind
{
    /// <summary>The answer to a nickname ended by NUL: server's version and title (Text).</summary>
    Greeting,

    /// <summary>You are in Room as Name, everything after event Id follows; Number members are there.</summary>
    Welcome,

    /// <summary>You read Room and are nobody in it: up to event Id is what was, events come from Number on.</summary>
    Watching,

    /// <summary>Room's log is the one called Code; comes before Welcome or Watching where it was asked for.</summary>
    Log,

    /// <summary>Of the client's session everything up to Number is dealt with; comes before Welcome where a session was named.</summary>
    Session,

    /// <summary>Room's topic is Text, set by Name at Time; comes behind Welcome or Watching where there is one.</summary>
    Subject,

    /// <summary>Name is in Room, since Time.</summary>
    Present,

    /// <summary>That is all who are in Room: Number of them.</summary>
    Total,

    /// <summary>Name said Text.</summary>
    Message,

    /// <summary>Name does Text.</summary>
    Action,

    /// <summary>Name came in.</summary>
    Join,

    /// <summary>Name went; a Text says why where others made it go.</summary>
    Leave,

    /// <summary>Name was called Other until now.</summary>
    Rename,

    /// <summary>The server says Text to everybody in Room; Name is its own.</summary>
    Announcement,

    /// <summary>Name made Text the room's topic; an empty one takes it away.</summary>
    Topic,

    /// <summary>Name said Text to Other alone.</summary>
    Private,

    /// <summary>The server says Text to this reader alone.</summary>
    Notice,

    /// <summary>Number events, the first of them Id, are no longer kept and were not sent.</summary>
    Gap,

    /// <summary>Every line of the client's up to Number is dealt with; the last one said is event Id.</summary>
    Ack,

    /// <summary>The client's line Number (0: none in particular) was refused; Code and Text say why.</summary>
    Error,

    /// <summary>
    /// Every line of the client's from number Id to Number was refused for one reason; Code and Text say which.
    /// Lines without numbers are counted from 1. One line alone is told with an Error.
    /// </summary>
    Refused,

    /// <summary>Answer this with a pong and the same Text.</summary>
    Ping,

    /// <summary>The answer to the client's ping with this Text.</summary>
    Pong,

    /// <summary>The server goes away; it may be back in Number milliseconds. Comes before a Bye.</summary>
    Retry,

    /// <summary>The server ends the connection; Code and Text say why.</summary>
    Bye,

    /// <summary>A tutorial server relayed Text. Our own servers never say this.</summary>
    Relayed,

    /// <summary>Our client lost the connection to the address Code at Time, and Text is why. No server says this.</summary>
    Disconnected,

    /// <summary>Our client is connected to the address Code again, under Name where that is another. No server says this.</summary>
    Connected,
}

/// <summary>
/// One line that a server tells a reader, whatever its dialect: the log's events, which carry an
/// <see cref="Id"/> and a <see cref="Time"/>, and what is said to one reader alone. A view over bytes
/// that lie elsewhere; which fields mean something is said at each <see cref="ServerLineKind"/>.
/// </summary>
internal ref struct ServerLine
{
    public ServerLineKind Kind;

    /// <summary>The number of an event in its room's log, from 1, without holes.</summary>
    public long Id;

    /// <summary>Unix time in milliseconds.</summary>
    public long Time;

    public long Number;

    public ReadOnlySpan<byte> Room;

    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> Other;

    public ReadOnlySpan<byte> Code;

    public ReadOnlySpan<byte> Text;

    /// <summary>It happened before the reader came. Whoever receives knows that by the id; it is no part of the line.</summary>
    public bool IsReplay;

    /// <summary>Name is a program that answers others: who answers by itself, too, must pass it over.</summary>
    public bool IsBot;

    /// <summary>The most bytes that a line takes in any dialect: the text, its fields, and the tutorial's repeated names.</summary>
    public const int MaxEncoded = Limits.MaxText + 512;
}
