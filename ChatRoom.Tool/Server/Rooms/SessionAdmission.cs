using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// The way in for who comes with a session. Where another connection still holds it, that one gives way at once:
/// it is a ghost, of which the network has not told yet. Guarded by the room's lock.
/// </summary>
/// <param name="admission">The way in for everybody.</param>
/// <param name="sessions">What is remembered of each.</param>
/// <param name="log">What happened.</param>
/// <param name="names">Which names may be had.</param>
/// <param name="makeSafe">Has all that was said so far acknowledged, or false where the disk fails.</param>
internal sealed class SessionAdmission(Admission admission, SessionTable sessions, RoomLog log, NameRules names, Func<bool> makeSafe)
{
    /// <summary>Lets somebody say things in a session, or says why not.</summary>
    /// <param name="joinRequest">Who asks, and as what.</param>
    /// <param name="start">Where it begins to read; null for the end.</param>
    /// <param name="id">The session that it names.</param>
    /// <param name="member">What it is in the room.</param>
    /// <param name="ghost">Whose place was taken; it was told, and its connection is to be closed.</param>
    public Refusal? TryEnter(
        JoinRequest joinRequest, LogCursor? start, SessionId id, [NotNullWhen(true)] out Member? member, out Member? ghost)
    {
        member = null;
        ghost = null;
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

        // To be told how far a session is acknowledges that much of it.
        if (!makeSafe())
        {
            return Refusal.NotWritten;
        }

        ghost = session.Holder;
        var isSame = ghost is { IsPresent: true } && joinRequest.IsMember && ghost.Name.Equals(name);
        ghost?.Dismiss(ServerLines.Bye(Refusal.Replaced));
        if (isSame)
        {
            member = admission.TakeOver(joinRequest, start, ghost!);
        }
        else
        {
            if (ghost is not null)
            {
                Leave(ghost, why: "");
            }

            if (admission.TryEnter(joinRequest with { Name = name }, start, session, out member) is { } refusal)
            {
                return refusal;
            }
        }

        sessions.Hold(session, member!, joinRequest.Name);
        return null;
    }

    /// <summary>Ends what somebody is shown; its session, if it has one, waits for it to come again.</summary>
    public void Leave(Reader reader, string why)
    {
        admission.Leave(reader, why);
        if (reader is Member member)
        {
            sessions.LetGo(member, log.AgeTime());
        }
    }

    /// <summary>
    /// The name that a newcomer gets: where it takes a numbered one, the one that it had, if that is to be had,
    /// so that others know it again.
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

    private bool IsFree(Nickname name, Member? ghost) => names.WhyNot(name, ghost) is null;
}
