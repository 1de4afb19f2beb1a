using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// A connection in a room: the place at which it starts to read, the place at which it ends, and its mailbox. A reader
/// that is not a member is a watcher. Changed by the loop; any thread may read it.
/// </summary>
internal class Reader(byte[] room, Mailbox mailbox, EncodedLog log, LogCursor start)
{
    private volatile EndMark? _end;
    private volatile Reader? _next;
    private volatile bool _isDismissed;
    private bool _hasLeft;

    /// <summary>The name of the room.</summary>
    public ReadOnlySpan<byte> Room => room;

    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>The room's log in the encoding of the reader's dialect.</summary>
    public EncodedLog Log { get; } = log;

    /// <summary>The place before the first event for the reader.</summary>
    public LogCursor Start { get; } = start;

    /// <summary>The place after the last event for the reader. null: no end so far.</summary>
    public LogCursor? End => _end?.Place;

    /// <summary>The same connection in the room that it moved to; null: it has not moved.</summary>
    public Reader? Next => _next;

    /// <summary>The id of the first event that the reader must not read, or cannot read yet.</summary>
    public long HorizonId => _end is { } end ? Math.Min(end.Place.NextId, Log.NextId) : Log.NextId;

    /// <summary>The place among the events for a line to this reader alone.</summary>
    public LogCursor Place => End ?? Log.Head;

    /// <summary>True after the last line for this reader: further ones are dropped.</summary>
    public bool IsClosed => _isDismissed;

    /// <summary>True after a line for this reader alone found its mailbox full: the peer sends without reading.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Sends a line to this reader alone.</summary>
    public void Send(in ServerLine line) => Send(Place, line);

    /// <summary>Sends a line to this reader alone, at a place that is not before that of an earlier line.</summary>
    public void Send(LogCursor place, in ServerLine line)
    {
        if (!_isDismissed && !Mailbox.TryAdd(place, line))
        {
            Overflowed = true;
        }
    }

    /// <summary>Sends this reader the reason why its lines were refused.</summary>
    public void SendRefused(Refusal refusal, long first, long last)
    {
        // A full disk refuses everything, perhaps thousands of lines at once, through no fault of the sender.
        if (refusal != Refusal.NotWritten)
        {
            Send(ServerLines.Refused(refusal, first, last));
        }
        else if (!_isDismissed && !Mailbox.TryAddRefused(Place, refusal, first, last))
        {
            Overflowed = true;
        }
    }

    /// <summary>Sends lines of any length to this reader alone.</summary>
    public void SendRaw(LogCursor place, ReadOnlySpan<byte> lines)
    {
        if (!_isDismissed && !Mailbox.TryAddRaw(place, lines))
        {
            Overflowed = true;
        }
    }

    /// <summary>Creates a mailbox for another room; false if the peer moves without reading.</summary>
    internal bool TryCreateNextMailbox([NotNullWhen(true)] out Mailbox? mailbox)
    {
        Overflowed |= !Mailbox.TryCreateNext(out mailbox);
        return mailbox is not null;
    }

    /// <summary>Sets the reader that follows after the end of this one. The end is set after this.</summary>
    internal void SetNext(Reader next) => _next = next;

    /// <summary>Acknowledges the peer's lines up to <paramref name="number"/>, after the event of the last one.</summary>
    public void Acknowledge(long number, long id)
    {
        if (!_isDismissed)
        {
            Mailbox.Acknowledge(Place, number, id);
        }
    }

    /// <summary>Its connection leaves the room; false if it has left already.</summary>
    internal bool TryLeave()
    {
        var leaves = !_hasLeft;
        _hasLeft = true;
        return leaves;
    }

    /// <summary>Sends the last line for this reader, and ends its events here.</summary>
    internal void Close(in ServerLine last) => Close(last, Place, Log.AppendedHead);

    /// <summary>Sends the last line for this reader, and ends its events, at places before events that it must not read.</summary>
    internal void Close(in ServerLine last, LogCursor place, LogCursor end)
    {
        Send(place, last);
        EndAt(end);
        _isDismissed = true;
    }

    /// <summary>Ends the reader's events here. Called before the first event that it must not read is published.</summary>
    internal void EndHere() => EndAt(Log.AppendedHead);

    /// <summary>The index among the readers of the room's log; -1: it is none of them.</summary>
    internal int Index { get; set; } = -1;

    private void EndAt(LogCursor place)
    {
        _end ??= new EndMark(place);
        Mailbox.Feed?.Queue();
    }

    private sealed record EndMark(LogCursor Place);
}
