using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Lets in clients that have a session. If another connection still holds the session, that one is replaced at once: it
/// is lost, although the network has not reported it. Loop thread only.
/// </summary>
internal sealed class SessionAdmission(Admission admission, SessionTable sessions, RoomLog log, NameRules names)
{
    /// <summary>Lets in a member or a sender with a session; returns why not, or null.</summary>
    /// <param name="start">The event at which it begins to read; null: the next one.</param>
    /// <param name="replaced">The member that was replaced, or null. It was sent why; its connection must be closed.</param>
    public Refusal? TryEnter(
        JoinRequest joinRequest, long? start, SessionId id, [NotNullWhen(true)] out Member? member, out Member? replaced)
    {
        member = null;
        replaced = null;
        var session = sessions.Find(id, log.AgeTime());
        if (session is null && joinRequest.IsResumed)
        {
            return Refusal.SessionForgotten;
        }

        session ??= new SessionProgress(id, joinRequest.ComesFrom?.LineNumber ?? 0);
        var name = NameFor(joinRequest, session);
        if (names.WhyNot(name, session.Holder) is { } whyNot)
        {
            return whyNot;
        }

        replaced = session.Holder;
        var isSame = replaced is { IsPresent: true } && joinRequest.IsMember && replaced.Name.Equals(name);
        replaced?.Close(ServerLines.Bye(Refusal.Replaced));
        if (isSame)
        {
            member = admission.TakeOver(joinRequest, start, replaced!);
        }
        else
        {
            if (replaced is not null)
            {
                Leave(replaced, why: "");
            }

            if (admission.TryEnter(joinRequest with { Name = name }, start, session, out member) is { } refusal)
            {
                return refusal;
            }
        }

        sessions.Hold(session, member!, joinRequest.Name);
        return null;
    }

    /// <summary>Ends what a reader is sent. Its session, if it has one, is kept for its next connection.</summary>
    public void Leave(Reader reader, string why)
    {
        admission.Leave(reader, why);
        if (reader is Member member)
        {
            sessions.Release(member, log.AgeTime());
        }
    }

    /// <summary>
    /// The name for a request. One that accepts a numbered name gets the name that it had, if that is free, so that
    /// others recognize it.
    /// </summary>
    private Nickname NameFor(JoinRequest joinRequest, SessionProgress session)
    {
        if (!joinRequest.IsNumbered)
        {
            return joinRequest.Name;
        }

        var had = session.Holder?.Name ?? session.Names?.Had;
        var comesAgain = had is not null && (joinRequest.Name.Equals(had) || joinRequest.Name.Equals(session.Names!.Value.Asked));
        return comesAgain && IsFree(had!, session.Holder) ? had!
            : IsFree(joinRequest.Name, session.Holder) ? joinRequest.Name
            : names.NextFree(joinRequest.Name);
    }

    private bool IsFree(Nickname name, Member? replaced) => names.WhyNot(name, replaced) is null;
}
