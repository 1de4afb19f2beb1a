using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// The progress of one client's numbered lines in a room, over all its connections. Each number is processed once.
/// Loop thread only.
/// </summary>
internal sealed class SessionProgress(SessionId id, long lastNumber = 0)
{
    public SessionId Id => id;

    /// <summary>Every number up to this one was said or refused.</summary>
    public long LastNumber { get; private set; } = lastNumber;

    /// <summary>The last event that a line became; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The number of the last line in the log on disk, with its event or alone.</summary>
    public long LastWritten { get; private set; }

    public RefusedNumbers Refused { get; } = new();

    /// <summary>The member that has the session now, or null.</summary>
    public Member? Holder { get; private set; }

    /// <summary><see cref="LastNumber"/> at the time at which the holder came in.</summary>
    public long NumberAtJoin { get; private set; }

    /// <summary>The name that the holder asked for, and its last name.</summary>
    public (Nickname Asked, Nickname Had)? Names { get; private set; }

    /// <summary>When the last holder left, in Unix milliseconds.</summary>
    public long LastUsed { get; private set; }

    /// <summary>The session's place among those without a holder.</summary>
    internal LinkedListNode<SessionProgress>? Unused { get; set; }

    /// <summary>A number was processed.</summary>
    /// <param name="eventId">The event that its line became, or 0.</param>
    public void MarkProcessed(long number, long eventId = 0)
    {
        // An event with an old number, such as the join of a client that comes back, did not come from that line.
        LastId = number > LastNumber ? Math.Max(LastId, eventId) : LastId;
        LastNumber = Math.Max(LastNumber, number);
    }

    /// <summary>A number is in the log on disk, and so are the refusals before it.</summary>
    internal void MarkWritten(long number) => LastWritten = Math.Max(LastWritten, number);

    /// <summary>These numbers were refused.</summary>
    public void Refuse(long first, long last)
    {
        Refused.Add(first, last);
        MarkProcessed(last);
    }

    /// <summary>The session as it was when the server ended.</summary>
    public static SessionProgress Restore(KnownSession known)
    {
        _ = SessionId.TryParse(Encoding.ASCII.GetBytes(known.Session), out var id);
        var session = new SessionProgress(id, known.Number) { LastWritten = known.Number, LastUsed = known.Time };
        foreach (var refused in known.Refused)
        {
            session.Refused.Add(refused.First, refused.Last);
        }

        return session;
    }

    internal void Hold(Member holder, Nickname asked)
    {
        NumberAtJoin = LastNumber;
        Holder = holder;
        Names = (asked, holder.Name);
    }

    internal void Release(long now)
    {
        Names = (Names!.Value.Asked, Holder!.Name);
        Holder = null;
        LastUsed = now;
    }

    /// <summary>The answer to a client that comes with the session: the last processed number, then the refused numbers.</summary>
    public ReadOnlySpan<byte> Encode(Dialect dialect)
    {
        var lines = new ArrayBufferWriter<byte>();
        Add(new ServerLine { Kind = ServerLineKind.Session, Number = LastNumber });
        foreach (var (first, last) in Refused.Ranges)
        {
            Add(ServerLines.Refused(first == last ? Refusal.RefusedBefore : Refusal.AllRefusedBefore, first, last));
        }

        return lines.WrittenSpan;

        void Add(in ServerLine line) => lines.Advance(dialect.Encoding.Write(line, lines.GetSpan(ServerLine.MaxEncoded)));
    }
}
