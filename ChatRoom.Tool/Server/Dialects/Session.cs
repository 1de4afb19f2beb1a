using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// The input of one peer after its first name, in its dialect: bytes become acts in rooms, and answers go to its mailbox. It
/// knows no socket. The connection's task only.
/// </summary>
/// <param name="maxLine">The longest line, in bytes.</param>
internal abstract class Session(RoomList rooms, Mailbox mailbox, IPAddress? address, int maxLine = Limits.MaxLine)
{
    private int _surcharge;
    private Reader? _arrival;
    private Task<CloseReason?>? _act;

    // Input after the act that the session waits for.
    private byte[] _unread = [];

    /// <summary>The peer as the server sends to it: in its room, or, if it may be in several, outside all of them. null: it was not let in yet.</summary>
    public Reader? Reader { get; private set; }

    /// <summary>The same, and the peer in each of several rooms.</summary>
    public virtual IReadOnlyList<Reader> Readers => Reader is { } reader ? [reader] : [];

    protected RoomList Rooms { get; } = rooms;

    /// <summary>The address of the peer; null: it has none.</summary>
    protected IPAddress? Address { get; } = address;

    /// <summary>The mailbox of <see cref="Reader"/>, or the one in which the connection began.</summary>
    public Mailbox Mailbox { get; private set; } = mailbox;

    public abstract SessionDialect Dialect { get; }

    /// <summary>The peer is a person who is in a room.</summary>
    public abstract bool IsPersonInRoom { get; }

    /// <summary>
    /// An act whose outcome comes later, such as an entry that waits for the disk, or a new name; null: there is none. Until it completes, and
    /// <see cref="Continue"/> is called, the session processes no more input. It is never cancelled.
    /// </summary>
    public Task? Act => _act;

    protected LineSplitter Lines { get; } = new(maxLine);

    /// <summary>
    /// Processes received bytes, split anywhere; texts that follow each other are published together.
    /// <paramref name="scratch"/> holds <see cref="Limits.FilterScratch"/> bytes. Returns why the connection ends, or null.
    /// </summary>
    public CloseReason? Accept(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        if (_act is null && Rooms.Order.Congestion is { } congestion)
        {
            _act = WaitAsync(congestion);
        }

        if (_act is not null)
        {
            _unread = [.. _unread, .. bytes];
            return null;
        }

        return EndTurnAfter(AcceptBytes(bytes, scratch));
    }

    /// <summary>Goes on after <see cref="Act"/> has completed, with the input that came after it.</summary>
    public CloseReason? Continue(Span<byte> scratch)
    {
        var end = _act!.GetAwaiter().GetResult();
        var unread = _unread;
        (_act, _unread) = (null, []);
        return EndTurnAfter(end ?? AcceptLines(unread, scratch));
    }

    /// <summary>The peer closed its side: if the dialect says so, an unfinished line counts.</summary>
    public CloseReason? AcceptEnd(Span<byte> scratch) => EndTurnAfter(AcceptUnfinished(scratch));

    /// <summary>The cost of the input since the last call, in addition to 1 for each line.</summary>
    public int TakeSurcharge()
    {
        var surcharge = _surcharge;
        _surcharge = 0;
        return surcharge;
    }

    /// <summary>Processes bytes as the peer sent them.</summary>
    protected virtual CloseReason? AcceptBytes(ReadOnlySpan<byte> bytes, Span<byte> scratch) => AcceptLines(bytes, scratch);

    protected virtual CloseReason? AcceptLines(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        while (true)
        {
            if (_act is not null)
            {
                _unread = bytes.ToArray();
                return null;
            }

            // Another connection of the session has replaced this one, and it continues after the lines that were processed.
            if (Reader is { IsClosed: true })
            {
                return CloseReason.Replaced;
            }

            var result = Lines.Next(ref bytes, out var line);
            if (result == SplitResult.NeedMore)
            {
                return null;
            }

            var end = result == SplitResult.TooLong ? AcceptTooLong() : AcceptLine(line, scratch);
            if (end is not null)
            {
                return end;
            }

            if (Reader is { Overflowed: true })
            {
                return CloseReason.NotReading;
            }
        }
    }

    /// <summary>The connection ends: leaves the rooms, and sends the last lines.</summary>
    /// <param name="retryAfter">A program is asked first to connect again after this time; null: it is not asked.</param>
    public abstract void Leave(CloseNotice notice, TimeSpan? retryAfter);

    /// <summary>Takes the peer out of one room, if it goes on without that; false: the connection ends.</summary>
    public virtual bool TryLeaveRoom(Reader reader, CloseNotice notice) => false;

    /// <summary>The connection is closed, whether the peer was let in or not.</summary>
    public virtual void Ended()
    {
    }

    /// <summary>The reader in the first room, once. The session keeps no reference, which would hold it in memory.</summary>
    public Reader? TakeArrival()
    {
        var arrival = _arrival;
        _arrival = null;
        return arrival;
    }

    protected virtual CloseReason? AcceptUnfinished(Span<byte> scratch) => null;

    /// <summary>All received bytes are processed.</summary>
    protected virtual void EndTurn()
    {
    }

    protected abstract CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch);

    /// <summary>A line is longer than the limit.</summary>
    protected abstract CloseReason? AcceptTooLong();

    /// <summary>Charges the line as a command, which is answered at length or sent to everybody.</summary>
    protected void ChargeForCommand() => _surcharge += LineCost.OfCommand - 1;

    /// <summary>Takes the outcome of an act, or makes the session wait for it; returns why the connection ends, or null.</summary>
    protected CloseReason? Await(ValueTask<CloseReason?> act)
    {
        if (act.IsCompleted)
        {
            return act.GetAwaiter().GetResult();
        }

        _act = act.AsTask();
        return null;
    }

    /// <summary>The peer is sent to as this reader from now on.</summary>
    protected void ReadAs(Reader reader)
    {
        _arrival = Reader is null ? reader : _arrival;
        reader.Mailbox.Feed?.Enter(reader);
        (Mailbox, Reader) = (reader.Mailbox, reader);
    }

    private static async Task<CloseReason?> WaitAsync(Task congestion)
    {
        await congestion;
        return null;
    }

    /// <summary>Ends the turn, unless an act has begun that belongs to it.</summary>
    private CloseReason? EndTurnAfter(CloseReason? end)
    {
        if (_act is null)
        {
            EndTurn();
        }

        return end;
    }
}
