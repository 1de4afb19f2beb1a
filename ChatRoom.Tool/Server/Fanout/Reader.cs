using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// A connection's place in a room: where it starts to read, perhaps where it ends, and a mailbox. A reader that
/// is no member watches. Changed under the room's lock.
/// </summary>
internal class Reader(byte[] room, Mailbox mailbox, EncodedLog log, LogCursor start)
{
    private volatile EndMark? _end;
    private volatile Reader? _next;
    private volatile bool _isDismissed;

    /// <summary>The name of the room.</summary>
    public ReadOnlySpan<byte> Room => room;

    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>The room's log in the reader's dialect.</summary>
    public EncodedLog Log { get; } = log;

    /// <summary>Before the first event that the reader is shown.</summary>
    public LogCursor Start { get; } = start;

    /// <summary>The last place that the reader is shown. Null while there is none.</summary>
    public LogCursor? End => _end?.Place;

    /// <summary>What it is in the room that it moved to; null where it did not.</summary>
    public Reader? Next => _next;

    /// <summary>The first event that the reader is not, or not yet, to see.</summary>
    public long HorizonId => _end is { } end ? end.Place.NextId : Log.NextId;

    /// <summary>Where among the events stands what is said to this reader alone now.</summary>
    public LogCursor Place => End ?? Log.Head;

    /// <summary>True once it was told the last that it is told.</summary>
    public bool IsDismissed => _isDismissed;

    /// <summary>True once something for this reader alone found its mailbox full: it sends without reading.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Tells this reader alone.</summary>
    public void Tell(in ServerLine line) => Tell(Place, line);

    /// <summary>Tells this reader alone, at a place that is not before any where it was told something.</summary>
    public void Tell(LogCursor place, in ServerLine line)
    {
        if (!_isDismissed && !Mailbox.TryAdd(place, line))
        {
            Overflowed = true;
        }
    }

    /// <summary>Tells this reader alone why its lines were refused.</summary>
    public void TellRefused(Refusal refusal, long first, long last)
    {
        // Where the disk is full, all is refused that it says: perhaps thousands of lines at once, by no mistake of its own.
        if (refusal != Refusal.NotWritten)
        {
            Tell(ServerLines.Refused(refusal, first, last));
        }
        else if (!_isDismissed && !Mailbox.TryAddRefused(Place, refusal, first, last))
        {
            Overflowed = true;
        }
    }

    /// <summary>Tells this reader alone, however long it is.</summary>
    public void TellRaw(LogCursor place, ReadOnlySpan<byte> lines)
    {
        if (!_isDismissed && !Mailbox.TryAddRaw(place, lines))
        {
            Overflowed = true;
        }
    }

    /// <summary>The mailbox for another room; false where it moves without reading.</summary>
    internal bool TryMoveOn([NotNullWhen(true)] out Mailbox? mailbox)
    {
        Overflowed |= !Mailbox.TryMoveOn(out mailbox);
        return mailbox is not null;
    }

    /// <summary>What it is to read once it has read this room to its end, which comes after this.</summary>
    internal void GoOn(Reader next) => _next = next;

    /// <summary>Acknowledges the peer's lines up to <paramref name="number"/>, behind the event that came of the last.</summary>
    public void Acknowledge(long number, long id)
    {
        if (!_isDismissed)
        {
            Mailbox.Acknowledge(Place, number, id);
        }
    }

    /// <summary>Says the last that the reader is told, and ends here what it is shown.</summary>
    internal void Dismiss(in ServerLine farewell)
    {
        Tell(farewell);
        EndHere();
        _isDismissed = true;
    }

    /// <summary>Ends here what the reader is shown. Comes before the event that it is not to see.</summary>
    internal void EndHere() => _end ??= new EndMark(Log.Head);

    private sealed record EndMark(LogCursor Place);
}
