using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting;

/// <summary>What a client is in a room.</summary>
internal enum Role
{
    /// <summary>In the room for all to see, and reads.</summary>
    Member,

    /// <summary>Only says what it has to say.</summary>
    Sender,

    /// <summary>Only reads.</summary>
    Watcher,
}

/// <summary>What a client asks for when it enters a room.</summary>
/// <param name="Name">Only introduces a watcher to a server that knows nothing else.</param>
/// <param name="IsBot">It answers others by itself, so that others like it pass over what it says.</param>
/// <param name="IsNumbered">Where the name is taken it takes the next free one: <c>ci_2</c>.</param>
internal sealed record JoinRequest(string Room, Nickname Name, Role Role = Role.Member, bool IsBot = false, bool IsNumbered = false)
{
    /// <summary>Where it begins to read; for a member, what it is told of the time before it.</summary>
    public Since Since { get; init; } = Since.Now;

    /// <summary>What it numbers its lines in, over however many connections; empty for none.</summary>
    public string Session { get; init; } = "";

    /// <summary>The session was begun over an earlier connection.</summary>
    public bool IsResumed { get; init; }

    /// <summary>The log that it has read before; empty where it has read none, null where it does not want to know which it is.</summary>
    public string? Log { get; init; }

    public bool Reads => Role != Role.Sender;
}

/// <summary>What a server answers when it lets somebody in.</summary>
/// <param name="Name">The name that the newcomer has now; empty where it reads only.</param>
/// <param name="LastId">The id of the last event before: what comes with one up to here is what was.</param>
/// <param name="NextId">The id of the first event that follows, now or later.</param>
internal sealed record Admission(string Name, long LastId, long NextId)
{
    /// <summary>Of the session everything up to here is dealt with; negative where the server knows of no session.</summary>
    public long Dealt { get; init; } = -1;

    /// <summary>Lines of the session that were refused over an earlier connection.</summary>
    public RefusedLines[] Refused { get; init; } = [];

    /// <summary>Which log the room has; empty where the server does not tell.</summary>
    public string Log { get; init; } = "";

    /// <summary>How many members the room has, the newcomer among them; 0 where the server does not tell.</summary>
    public long Members { get; init; }
}

/// <summary>Lines that were refused, from one number within the session to another, and why.</summary>
internal sealed record RefusedLines(long First, long Last, byte[] Text);
