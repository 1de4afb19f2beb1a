using System.Text;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// The sessions that a room's log remembers, which every segment repeats in its head. Their number is bounded: above
/// <see cref="Max"/>, a quarter is forgotten, those with the oldest records. Loop thread only.
/// </summary>
internal sealed class KnownSessions
{
    private const int Max = 10_000;

    private readonly Dictionary<string, KnownSession> _sessions = [];

    public IReadOnlyCollection<KnownSession> All => _sessions.Values;

    public void Apply(in LogRecord record)
    {
        Span<char> name = stackalloc char[32];
        name = name[..Encoding.ASCII.GetChars(record.Session, name)];
        if (!_sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var session))
        {
            if (_sessions.Count == Max)
            {
                ForgetOldest(Max / 4);
            }

            session = new KnownSession(name.ToString());
            _sessions.Add(session.Session, session);
        }

        session.Apply(record);
    }

    public void Forget(string session) => _sessions.Remove(session);

    /// <summary>Forgets the sessions whose last record is older than a time, in Unix milliseconds.</summary>
    public void ForgetBefore(long time)
    {
        foreach (var (name, session) in _sessions)
        {
            if (session.Time < time)
            {
                _sessions.Remove(name);
            }
        }
    }

    private void ForgetOldest(int count)
    {
        foreach (var session in _sessions.Values.OrderBy(session => session.Time).Take(count).ToArray())
        {
            _sessions.Remove(session.Session);
        }
    }
}
