using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.State;

/// <summary>Who asks to say things in a room, and as what.</summary>
/// <param name="IsMember">It is in the room for all to see, and reads; otherwise it only sends.</param>
/// <param name="IsBot">It is a program that answers others by itself.</param>
/// <param name="IsNumbered">Where the name is taken it takes the next free one.</param>
/// <param name="ComesFrom">What it is in the room from which it moves; null where it comes from outside.</param>
/// <param name="Since">What it is told of the time before it; a program alone may ask for that.</param>
/// <param name="Session">What it goes on with when it comes again; null for nothing.</param>
/// <param name="IsResumed">It does not come where the session is not known.</param>
/// <param name="AsksLog">It wants to be told which log the room has.</param>
/// <param name="Log">The log to which its place belongs; empty where it knows of none.</param>
/// <param name="Address">From where it comes; null where it comes over no network.</param>
internal readonly record struct JoinRequest(
    Nickname Name,
    Mailbox Mailbox,
    bool IsMember = true,
    bool IsBot = false,
    bool IsNumbered = false,
    Member? ComesFrom = null,
    Since Since = default,
    SessionId? Session = null,
    bool IsResumed = false,
    bool AsksLog = false,
    string Log = "",
    IPAddress? Address = null);
