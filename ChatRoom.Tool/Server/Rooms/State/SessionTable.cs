using ChatRoom.Protocol;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// The sessions that a room remembers. One that somebody holds is never forgotten; one that nobody has held for
/// <c>keptFor</c> is, and, where there are more than <see cref="Most"/>, the one that was not held for the
/// longest time. Guarded by the room's lock.
/// </summary>
/// <param name="keptFor">How long a client may be away.</param>
internal sealed class SessionTable(TimeSpan keptFor)
{
    /// <summary>Sessions, of some 400 bytes each.</summary>
    public const int Most = 100_000;

    private readonly Dictionary<SessionId, SessionProgress> _sessions = [];
    private readonly LinkedList<SessionProgress> _unused = [];

    /// <summary>The session of that name; null where it is not known, or no longer.</summary>
    public SessionProgress? Find(SessionId id, long now)
    {
        ForgetOld(now);
        return _sessions.GetValueOrDefault(id);
    }

    /// <summary>Remembers the sessions of an earlier run, as far as its log on disk tells of them.</summary>
    public void Restore(RoomStore? store)
    {
        foreach (var known in (store?.Sessions ?? []).OrderBy(known => known.Time))
        {
            var session = SessionProgress.Restore(known);
            _sessions[session.Id] = session;
            session.Unused = _unused.AddLast(session);
        }
    }

    /// <summary>From now on this one says things in the session, which may be a new one.</summary>
    public void Hold(SessionProgress session, Member holder, Nickname asked)
    {
        _sessions[session.Id] = session;
        if (session.Unused is { } place)
        {
            _unused.Remove(place);
            session.Unused = null;
        }

        session.Hold(holder, asked);
    }

    /// <summary>The member is gone, and may come back.</summary>
    public void LetGo(Member member, long now)
    {
        if (member.Session is { } session && session.Holder == member)
        {
            session.LetGo(now);
            session.Unused = _unused.AddLast(session);
            ForgetOld(now);
        }
    }

    /// <summary>The member does not come back.</summary>
    public void End(Member member, long now)
    {
        if (member.Session is { } session && session.Holder == member)
        {
            session.LetGo(now);
            _sessions.Remove(session.Id);
        }
    }

    private void ForgetOld(long now)
    {
        while (_unused.First is { Value: var longest }
            && (_sessions.Count > Most || now - longest.LastUsed >= keptFor.TotalMilliseconds))
        {
            _unused.RemoveFirst();
            longest.Unused = null;
            _sessions.Remove(longest.Id);
        }
    }
}
