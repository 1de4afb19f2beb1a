using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// The origin of a record: the session and the number of the line that made it, so that the line is recorded exactly once, and
/// the connection that has the session or the seat from then on. The grammar is in docs/LOG.md. The default, <c>-</c>,
/// says nothing.
/// </summary>
internal readonly record struct Stamp
{
    /// <summary>The number of ranges that are written and remembered: the newest ones.</summary>
    public const int MaxRefused = 64;

    /// <summary>Bytes of the longest stamp: the session, its number, the ranges, the holder, a name, and the count of records that follow.</summary>
    public const int MaxEncoded = 32 + 20 + (MaxRefused * 40) + 21 + 1 + Limits.MaxName + 1 + 11;

    /// <summary>null: no session.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Every line of the session up to this number was processed.</summary>
    public long Number { get; init; }

    /// <summary>Lines that were refused since the session's previous record, in rising order.</summary>
    public IReadOnlyList<NumberRange>? Refused { get; init; }

    /// <summary>The connection that holds the session or the seat from here on; 0: none holds the session; null: no change.</summary>
    public long? Holder { get; init; }

    /// <summary>The name that a new holder asked for; null: the one that it has.</summary>
    public Nickname? Asked { get; init; }

    /// <summary>The session is over: no client comes back to it.</summary>
    public bool IsOver { get; init; }

    /// <summary>The number of records after this one that belong to its group: a crash keeps all of a group, or nothing.</summary>
    public int More { get; init; }

    public void Write(ref LineBuilder to)
    {
        if (Session is { } session)
        {
            Span<byte> id = stackalloc byte[SessionId.MaxLength];
            to.Add(id[..session.Write(id)]);
            to.Add((byte)'/');
            to.Add(Number);
            WriteRefused(ref to);
        }
        else
        {
            to.Add((byte)'-');
        }

        if (Holder is { } holder)
        {
            to.Add((byte)'@');
            to.Add(holder);
        }

        if (Asked is not null)
        {
            to.Add((byte)'=');
            to.Add(Asked.Bytes);
        }

        if (IsOver)
        {
            to.Add((byte)'~');
        }

        if (More > 0)
        {
            to.Add((byte)'+');
            to.Add(More);
        }
    }

    private void WriteRefused(ref LineBuilder to)
    {
        var count = Refused?.Count ?? 0;
        for (var i = Math.Max(0, count - MaxRefused); i < count; i++)
        {
            Refused![i].Write(ref to);
        }
    }
}
