using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting;

/// <summary>How a client takes part in a room.</summary>
internal enum Role
{
    /// <summary>A member: reads and says lines, and all can see it.</summary>
    Member,

    /// <summary>Says lines and reads nothing; is not a member.</summary>
    Sender,

    /// <summary>Reads only; is not a member.</summary>
    Watcher,
}

/// <summary>A client's request to join a room.</summary>
/// <param name="Name">The name to join under; a watcher's name only answers the server's question for one.</param>
/// <param name="IsBot">The client answers automatically: other bots ignore its lines.</param>
/// <param name="IsNumbered">If the name is taken, the server gives the next free one, such as <c>ci_2</c>.</param>
internal sealed record JoinRequest(string Room, Nickname Name, Role Role = Role.Member, bool IsBot = false, bool IsNumbered = false)
{
    /// <summary>The first event to read; for a member, how much history it is sent.</summary>
    public Since Since { get; init; } = Since.Now;

    /// <summary>The session in which the client numbers its lines, over any number of connections; empty: none.</summary>
    public string Session { get; init; } = "";

    /// <summary>The session began over an earlier connection.</summary>
    public bool IsResumed { get; init; }

    /// <summary>The id of the log that the client has read before; empty: it has read none; null: do not ask for the id.</summary>
    public string? Log { get; init; }

    /// <summary>The client shows answers to commands by itself, so it wants them as typed lines. An older server sends notices all the same.</summary>
    public bool WantsTypedAnswers { get; init; }

    /// <summary>The client can go to another server, so one that is cut off from the others sends it away.</summary>
    public bool GoesElsewhere { get; init; }

    /// <summary>The rooms that a watcher reads over the same connection besides Room.</summary>
    public IReadOnlyList<OtherRoom> Others { get; init; } = [];

    public bool Reads => Role != Role.Sender;

    /// <summary>A watcher reads several rooms over one connection, or every room.</summary>
    public bool ReadsSeveral => Others.Count > 0 || ReadsEvery;

    /// <summary>A watcher reads every room that there is or will be.</summary>
    public bool ReadsEvery => (Others.Count > 0 ? Others[^1].Room : Room) == RoomName.Every;

    /// <summary>A watcher's request, for one room or several.</summary>
    public static JoinRequest ToWatch(IReadOnlyList<string> rooms, Nickname name, Since since) => new(rooms[0], name, Role.Watcher)
    {
        Since = since,
        Others = [.. rooms.Skip(1).Select(room => new OtherRoom(room, since, Log: null))],
    };
}

/// <summary>A room that a watcher reads besides the first one. The fields mean what they mean in <see cref="JoinRequest"/>.</summary>
internal sealed record OtherRoom(string Room, Since Since, string? Log);

/// <summary>A server's answer to a client that it lets join.</summary>
/// <param name="Name">The client's name in the room; empty for a watcher.</param>
/// <param name="LastId">The id of the last event before the join: events up to it are history.</param>
/// <param name="NextId">The id of the first event that the server will send.</param>
internal sealed record Admission(string Name, long LastId, long NextId)
{
    /// <summary>The room, as the server spells it; empty: the client reads every room, and there is none yet.</summary>
    public string Room { get; init; } = "";

    /// <summary>The server has accepted or refused every line of the session up to this number; negative: it knows no such session.</summary>
    public long AcknowledgedNumber { get; init; } = -1;

    /// <summary>Lines of the session that the server refused over an earlier connection.</summary>
    public RefusedLines[] Refused { get; init; } = [];

    /// <summary>The id of the room's log; empty if the server does not send it.</summary>
    public string Log { get; init; } = "";

    /// <summary>The number of members, including this one; 0 if the server does not send it.</summary>
    public long Members { get; init; }
}

/// <summary>Refused lines, from the first to the last number within the session, and the reason.</summary>
internal sealed record RefusedLines(long First, long Last, byte[] Text);
