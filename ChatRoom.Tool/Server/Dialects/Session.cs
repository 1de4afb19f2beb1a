using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// What one peer says after its first name, in its dialect: bytes in, acts in the room. Knows no socket
/// and no clock; answers go to the mailbox. Touched only by the connection's receive loop.
/// </summary>
internal abstract class Session(RoomList rooms, Mailbox mailbox, Action wake, IPAddress? address)
{
    /// <summary>Names that may be refused before the connection is closed.</summary>
    public const int MaxTries = 10;

    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private LineBatch? _lineBatch;
    private int _tries;
    private int _surcharge;
    private Reader? _arrival;

    /// <summary>What this peer is for its room, once it is let in: a member, a sender or a watcher.</summary>
    public Reader? Reader { get; private set; }

    /// <summary>The reader where it may say something.</summary>
    protected Member? Member => Reader as Member;

    protected RoomList Rooms { get; } = rooms;

    /// <summary>From where the peer comes; null where it comes over no network.</summary>
    protected IPAddress? Address { get; } = address;

    /// <summary>The room that it is in.</summary>
    public Room Room { get; private set; } = rooms.Lobby;

    public Mailbox Mailbox { get; private set; } = mailbox;

    protected LineSplitter Lines => _lines;

    /// <summary>
    /// Takes what was received, split anywhere: texts that come one behind the other are said in one go.
    /// <paramref name="scratch"/> holds <see cref="Limits.FilterScratch"/> bytes. Returns why the connection
    /// ends, or null.
    /// </summary>
    public CloseReason? Accept(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var end = AcceptLines(bytes, scratch);
        EndTurn();
        return end;
    }

    /// <summary>The peer closed its side: where lines are a person's, an unfinished one counts.</summary>
    public CloseReason? AcceptEnd(Span<byte> scratch)
    {
        var end = AcceptUnfinished(scratch);
        EndTurn();
        return end;
    }

    /// <summary>What was dealt with since the last call counts so much more than its lines.</summary>
    public int TakeSurcharge()
    {
        var surcharge = _surcharge;
        _surcharge = 0;
        return surcharge;
    }

    protected virtual CloseReason? AcceptLines(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        while (true)
        {
            // Another connection has taken this one's place, and is told what was dealt with.
            if (Reader is { IsDismissed: true })
            {
                return CloseReason.Replaced;
            }

            var result = _lines.Next(ref bytes, out var line);
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

    /// <summary>
    /// What it was for the room that let it in, once: its reading begins there and goes on from room to room, and
    /// whoever held it would hold all of them.
    /// </summary>
    public Reader? TakeArrival()
    {
        var arrival = _arrival;
        _arrival = null;
        return arrival;
    }

    protected virtual CloseReason? AcceptUnfinished(Span<byte> scratch) => null;

    /// <summary>All that was received is taken in.</summary>
    protected virtual void EndTurn() => SayCollected();

    protected abstract CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch);

    /// <summary>A line came that is too long to be kept.</summary>
    protected virtual CloseReason? AcceptTooLong() => Refuse(Refusal.TooLong);

    /// <summary>Keeps a text that is to be said together with those that came right before and behind it.</summary>
    protected void Collect(long number, ChatText text) => (_lineBatch ??= new LineBatch()).Add(number, text.Bytes);

    /// <summary>Says what was collected; it comes before whatever else the room or the peer is told.</summary>
    protected void SayCollected()
    {
        if (_lineBatch is null or { IsEmpty: true })
        {
            return;
        }

        var result = Room.Say(Member!, _lineBatch);
        if (result.Refusal is null)
        {
            Said(result.EventId);
        }
        else
        {
            // One line for all of them: thousands may come with one receive, and an answer to each would fill the mailbox.
            var (first, last) = _lineBatch.Numbers;
            Room.Refuse(Member!, result.Refusal, first, last);
        }

        _lineBatch.Clear();
    }

    /// <summary>What was collected is said; <paramref name="lastId"/> is the last event that became of it.</summary>
    protected virtual void Said(long lastId)
    {
    }

    /// <summary>Says why something was refused; ends the connection where that is one time too many.</summary>
    protected CloseReason? Refuse(Refusal refusal, long number = 0)
    {
        if (Reader is { } reader)
        {
            SayCollected();
            Room.Refuse(reader, refusal, number);
            return null;
        }

        var last = ++_tries >= MaxTries;
        Answer(ServerLines.Error(last ? Refusal.TooManyTries : refusal, number));
        return last ? CloseReason.BadName : null;
    }

    /// <summary>Tells the peer something before it is let in.</summary>
    protected void Answer(in ServerLine line)
    {
        Mailbox.TryAdd(default, line);
        wake();
    }

    /// <summary>Asks for another name.</summary>
    protected void AskAgain()
    {
        Mailbox.TryAddRaw(default, Greeting.AskName);
        wake();
    }

    /// <summary>A line is one that is answered at length, or told to all.</summary>
    protected void ChargeForCommand() => _surcharge += LineCost.OfCommand - 1;

    protected void Entered(Room room, Reader reader)
    {
        _arrival = Reader is null ? reader : _arrival;
        (Room, Mailbox, Reader) = (room, reader.Mailbox, reader);
    }

    /// <summary>Says or does what a person typed. Behind a move, all is said in the room that it led to.</summary>
    protected CommandResult Interpret(Member member, ChatText typed)
    {
        ChargeForCommand();
        var result = Commands.Interpret(new CommandContext(Rooms, Room, member), typed);
        if (result.GoesTo is null)
        {
            return result;
        }

        var refusal = Rooms.TryMove(Room, member, result.GoesTo, out var room, out var moved);
        if (moved is not null)
        {
            Entered(room!, moved);
        }

        return CommandResult.Unless(refusal);
    }
}
