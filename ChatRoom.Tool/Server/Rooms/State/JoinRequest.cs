using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.State;

/// <summary>A request to enter a room as a member or a sender.</summary>
/// <param name="Address">The peer's address; null: it comes over no network.</param>
/// <param name="IsMember">As a member, which others see and which reads; otherwise as a sender.</param>
/// <param name="IsBot">As a program that answers others by itself.</param>
/// <param name="IsNumbered">If the name is taken, the next free one is taken.</param>
/// <param name="ComesFrom">The member in the room from which it moves; null: it comes from outside.</param>
/// <param name="Since">The event at which it begins to read. Programs only.</param>
/// <param name="Session">Continues over further connections; null: no session.</param>
/// <param name="IsResumed">Is refused if the session is not known.</param>
/// <param name="AsksLog">The peer wants the identity of the room's log.</param>
/// <param name="Status">Its status, if it has one already; null: that of the member from which it comes, or none.</param>
/// <param name="Log">The log to which its position belongs; empty if it knows of none.</param>
internal readonly record struct JoinRequest(
    Nickname Name,
    Mailbox Mailbox,
    IPAddress? Address,
    bool IsMember = true,
    bool IsBot = false,
    bool IsNumbered = false,
    Member? ComesFrom = null,
    Since Since = default,
    SessionId? Session = null,
    bool IsResumed = false,
    bool AsksLog = false,
    string Log = "",
    MemberStatus? Status = null)
{
    /// <summary>The request as an act.</summary>
    /// <param name="holder">The number of the connection.</param>
    /// <param name="known">The connection that has the session; null: none.</param>
    public EnterAct ToAct(long holder, Member? known) => new(
        holder, Name, IsMember, IsBot, IsNumbered, Session, IsResumed, Math.Max(ComesFrom?.LineNumber ?? 0, known?.Processed ?? 0), known?.Refused ?? []);
}
