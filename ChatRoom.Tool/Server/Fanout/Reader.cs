using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// A connection in a room, as the room knows it: it is sent lines, and it ends. A reader that is not a member is a watcher.
/// Loop thread only.
/// </summary>
internal class Reader(byte[] room, Mailbox mailbox, EncodedLog log, LogCursor start) : Subscription(room, mailbox, log, start)
{
    private bool _hasLeft;

    /// <summary>The place among the events for a line to this reader alone.</summary>
    public LogCursor Place => End ?? Log.Head;

    /// <summary>True after the last line for this reader: further ones are dropped.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True after a line for this connection alone found its mailboxes full: the peer sends without reading.</summary>
    public bool Overflowed => Mailbox.Overflowed;

    /// <summary>Sends a line to this reader alone.</summary>
    public void Send(in ServerLine line) => Send(Place, line);

    /// <summary>Sends a line to this reader alone, at a place that is not before that of an earlier line.</summary>
    public void Send(LogCursor place, in ServerLine line)
    {
        if (IsClosed)
        {
            return;
        }

        var addressed = line;
        Complete(ref addressed);
        if (!Mailbox.TryAdd(place, addressed))
        {
            Mailbox.Overflow();
        }
    }

    /// <summary>Adds to a line for this reader alone what a dialect may need: the room is known, and a member's name.</summary>
    protected virtual void Complete(ref ServerLine line)
    {
        if (line.Room.IsEmpty)
        {
            line.Room = Room;
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
        else if (!IsClosed && !Mailbox.TryAddRefused(Place, refusal, first, last, Complete))
        {
            Mailbox.Overflow();
        }
    }

    /// <summary>Sends lines of any length to this reader alone.</summary>
    public void SendRaw(LogCursor place, ReadOnlySpan<byte> lines)
    {
        if (!IsClosed && !Mailbox.TryAddRaw(place, lines))
        {
            Mailbox.Overflow();
        }
    }

    /// <summary>Acknowledges the peer's lines up to <paramref name="number"/>, after the event of the last one.</summary>
    public void Acknowledge(long number, long id)
    {
        if (!IsClosed)
        {
            Mailbox.Acknowledge(Place, number, id);
        }
    }

    /// <summary>Ends its events here; nothing more is sent to it.</summary>
    internal void CloseHere()
    {
        EndHere();
        IsClosed = true;
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
        IsClosed = true;
    }
}
