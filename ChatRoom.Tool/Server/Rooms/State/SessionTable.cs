using ChatRoom.Protocol;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// The sessions that a room remembers. A session with a holder is never forgotten. One without a holder is forgotten after
/// <paramref name="retention"/>, or, if there are more than <see cref="MaxSessions"/>, when it is the longest unused. Loop thread only.
/// </summary>
/// <param name="retention">A client may be away for this long.</param>
internal sealed class SessionTable(TimeSpan retention)
{
    /// <summary>Sessions, of some 400 bytes each.</summary>
    public const int MaxSessions = 100_000;

    private readonly Dictionary<SessionId, SessionProgress> _sessions = [];
    private readonly LinkedList<SessionProgress> _unused = [];

    /// <summary>null: the session is not known, or no longer.</summary>
    public SessionProgress? Find(SessionId id, long now)
    {
        ForgetOld(now);
        return _sessions.GetValueOrDefault(id);
    }

    /// <summary>Remembers the sessions of an earlier run that are in its log on disk.</summary>
    public void Restore(RoomStore? store)
    {
        foreach (var known in (store?.Sessions ?? []).OrderBy(known => known.Time))
        {
            var session = SessionProgress.Restore(known);
            _sessions[session.Id] = session;
            session.Unused = _unused.AddLast(session);
        }
    }

    /// <summary>Gives a session, which may be new, to a member.</summary>
    public void Hold(SessionProgress session, Member holder, Nickname asked)
    {
        _sessions[session.Id] = session;
        if (session.Unused is { } place)
        {
            _unused.Remove(place);
            session.Unused = null;
        }

        session.Hold(holder, asked);
        holder.LastEventId = session.LastId;
    }

    /// <summary>The member has left; its client may come back.</summary>
    public void Release(Member member, long now)
    {
        if (member.Session is { } session && session.Holder == member)
        {
            session.Release(now);
            session.Unused = _unused.AddLast(session);
            ForgetOld(now);
        }
    }

    /// <summary>Forgets the member's session: its client does not come back.</summary>
    public void End(Member member, long now)
    {
        if (member.Session is { } session && session.Holder == member)
        {
            session.Release(now);
            _sessions.Remove(session.Id);
        }
    }

    private void ForgetOld(long now)
    {
        while (_unused.First is { Value: var oldest }
            && (_sessions.Count > MaxSessions || now - oldest.LastUsed >= retention.TotalMilliseconds))
        {
            _unused.RemoveFirst();
            oldest.Unused = null;
            _sessions.Remove(oldest.Id);
        }
    }
}
