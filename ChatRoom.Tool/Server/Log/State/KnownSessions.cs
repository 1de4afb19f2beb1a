using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.State;

/// <summary>
/// The sessions that a room remembers. A session with a holder is never forgotten. Of the others, the longest unused is forgotten if
/// there are more than <see cref="Max"/> sessions. Changed by records alone.
/// </summary>
internal sealed class KnownSessions
{
    /// <summary>Sessions, of some 500 bytes each.</summary>
    public const int Max = 100_000;

    private readonly Dictionary<string, KnownSession> _sessions = [];
    private readonly LinkedList<KnownSession> _held = [];
    private readonly LinkedList<KnownSession> _unused = [];

    /// <summary>Those without a holder, the longest unused first; then those with one, in the order in which they got it.</summary>
    public IEnumerable<KnownSession> All => _unused.Concat(_held);

    public int Count => _sessions.Count;

    /// <summary>Whether any session has a holder.</summary>
    public bool AreHeld => _held.Count > 0;

    /// <summary>The session without a holder that was used least recently; null: there is none.</summary>
    public KnownSession? LongestUnused => _unused.First?.Value;

    /// <summary>null: the session is not known.</summary>
    public KnownSession? Find(SessionId id) => _sessions.GetValueOrDefault(id.ToString());

    /// <summary>The session of a record's stamp, which is remembered from now on.</summary>
    internal KnownSession FindOrAdd(ReadOnlySpan<byte> id)
    {
        Span<char> name = stackalloc char[SessionId.MaxLength];
        name = name[..Encoding.ASCII.GetChars(id, name)];
        if (_sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var session))
        {
            return session;
        }

        _ = SessionId.TryParse(id, out var added);
        session = new KnownSession(added);
        session.Place = _unused.AddLast(session);
        _sessions.Add(added.ToString(), session);
        return session;
    }

    /// <summary>Gives a session to a connection.</summary>
    internal void Hold(KnownSession session, long holder)
    {
        if (session.Holder == 0)
        {
            MoveTo(_held, session);
        }

        session.Holder = holder;
    }

    /// <summary>The session has no holder, and was used now.</summary>
    internal void Release(KnownSession session)
    {
        session.Holder = 0;

        // A member whose session is released stays, if its name in the act is another one by now.
        _ = session.Seat?.Session = null;
        session.Seat = null;
        MoveTo(_unused, session);
        ForgetExcess();
    }

    /// <summary>No session has a holder any more.</summary>
    /// <param name="time">Unix milliseconds.</param>
    internal void ReleaseAll(long time)
    {
        while (_held.First is { Value: var session })
        {
            session.Use(time);
            Release(session);
        }
    }

    internal void Forget(KnownSession session)
    {
        _ = session.Seat?.Session = null;
        session.Place!.List!.Remove(session.Place);
        session.Holder = 0;
        _sessions.Remove(session.Id.ToString());
    }

    /// <summary>Forgets the sessions without a holder that were not used since a time, in Unix milliseconds.</summary>
    internal void ForgetBefore(long time)
    {
        while (LongestUnused is { } oldest && oldest.LastUsed < time)
        {
            Forget(oldest);
        }
    }

    internal void Clear()
    {
        _sessions.Clear();
        _held.Clear();
        _unused.Clear();
    }

    private void ForgetExcess()
    {
        while (_sessions.Count > Max && LongestUnused is { } oldest)
        {
            Forget(oldest);
        }
    }

    private static void MoveTo(LinkedList<KnownSession> list, KnownSession session)
    {
        session.Place!.List!.Remove(session.Place);
        list.AddLast(session.Place);
    }
}
