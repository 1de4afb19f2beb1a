using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// How far the room is with what one client says, over however many connections: each number is dealt with once.
/// Guarded by the room's lock.
/// </summary>
internal sealed class SessionProgress(SessionId id, long lastNumber = 0)
{
    public SessionId Id => id;

    /// <summary>Every number up to this one was said or refused.</summary>
    public long LastNumber { get; private set; } = lastNumber;

    /// <summary>The last event that came of a number; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>The number of the last line that stands in the log on disk, beside its event or by itself.</summary>
    public long LastWritten { get; private set; }

    public RefusedNumbers Refused { get; } = new();

    /// <summary>Who says things in the session now, or null.</summary>
    public Member? Holder { get; private set; }

    /// <summary>How far it was when the holder came in: the last number, and the last event that came of one.</summary>
    public (long Number, long Id) Before { get; private set; }

    /// <summary>The name under which the holder came in, and the one that it has or had last.</summary>
    public (Nickname Asked, Nickname Had)? Names { get; private set; }

    /// <summary>When the last holder went, in the log's milliseconds.</summary>
    public long LastUsed { get; private set; }

    /// <summary>The session's place among those that nobody holds.</summary>
    internal LinkedListNode<SessionProgress>? Unused { get; set; }

    /// <summary>A number was dealt with; <paramref name="eventId"/> came of it, or 0.</summary>
    public void DealWith(long number, long eventId = 0)
    {
        // What is stamped with a number that was dealt with before, such as a return, did not come of it.
        LastId = number > LastNumber ? Math.Max(LastId, eventId) : LastId;
        LastNumber = Math.Max(LastNumber, number);
    }

    /// <summary>A number stands in the log on disk, and what was refused before it.</summary>
    internal void Written(long number) => LastWritten = Math.Max(LastWritten, number);

    /// <summary>These numbers were dealt with: they were refused.</summary>
    public void Refuse(long first, long last)
    {
        Refused.Add(first, last);
        DealWith(last);
    }

    /// <summary>Goes on where it was when the server ended.</summary>
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
        Before = (LastNumber, LastId);
        Holder = holder;
        Names = (asked, holder.Name);
    }

    internal void LetGo(long now)
    {
        Names = (Names!.Value.Asked, Holder!.Name);
        Holder = null;
        LastUsed = now;
    }

    /// <summary>What a client that comes with the session is told of it: how far it is, then which numbers were refused.</summary>
    public ReadOnlySpan<byte> Spell()
    {
        var lines = new ArrayBufferWriter<byte>();
        Add(new ServerLine { Kind = ServerLineKind.Session, Number = LastNumber });
        foreach (var (first, last) in Refused.Ranges)
        {
            Add(ServerLines.Refused(first == last ? Refusal.RefusedBefore : Refusal.AllRefusedBefore, first, last));
        }

        return lines.WrittenSpan;

        void Add(in ServerLine line) =>
            lines.Advance(LineEncoder.Write(Dialect.Typed, line, lines.GetSpan(ServerLine.MaxEncoded)));
    }
}
