using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// The input of one peer after its first name, in its dialect: bytes become acts in the room, and answers go to the
/// mailbox. It knows no socket and no clock. The connection's task only.
/// </summary>
internal abstract class Session(RoomList rooms, Mailbox mailbox, Action wake, IPAddress? address)
{
    /// <summary>Refused names after which the connection is closed.</summary>
    public const int MaxTries = 10;

    private LineBatch? _lineBatch;
    private int _tries;
    private int _surcharge;
    private Reader? _arrival;

    /// <summary>The peer in its room: a member, a sender or a watcher; null before it has entered one.</summary>
    public Reader? Reader { get; private set; }

    /// <summary>The reader, if it is a member or a sender.</summary>
    protected Member? Member => Reader as Member;

    protected RoomList Rooms { get; } = rooms;

    /// <summary>The address of the peer; null: it has none.</summary>
    protected IPAddress? Address { get; } = address;

    /// <summary>The room that the peer is in; the lobby before it has entered one.</summary>
    public Room Room { get; private set; } = rooms.Lobby;

    public Mailbox Mailbox { get; private set; } = mailbox;

    public abstract SessionDialect Dialect { get; }

    protected LineSplitter Lines { get; } = new(Limits.MaxLine);

    /// <summary>
    /// Processes received bytes, split anywhere; texts that follow each other are published together.
    /// <paramref name="scratch"/> holds <see cref="Limits.FilterScratch"/> bytes. Returns why the connection ends, or null.
    /// </summary>
    public CloseReason? Accept(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var end = AcceptLines(bytes, scratch);
        EndTurn();
        return end;
    }

    /// <summary>The peer closed its side: if the dialect says so, an unfinished line counts.</summary>
    public CloseReason? AcceptEnd(Span<byte> scratch)
    {
        var end = AcceptUnfinished(scratch);
        EndTurn();
        return end;
    }

    /// <summary>The cost of the input since the last call, in addition to 1 for each line.</summary>
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

    /// <summary>
    /// The reader in the first room, once. Sending starts with it and follows it from room to room. The session keeps no
    /// reference: each reader refers to that of the next room, so none of them could be freed.
    /// </summary>
    public Reader? TakeArrival()
    {
        var arrival = _arrival;
        _arrival = null;
        return arrival;
    }

    protected virtual CloseReason? AcceptUnfinished(Span<byte> scratch) => null;

    /// <summary>All received bytes are processed.</summary>
    protected virtual void EndTurn() => PublishCollected();

    protected abstract CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch);

    /// <summary>A line is longer than the limit.</summary>
    protected virtual CloseReason? AcceptTooLong() => Refuse(Refusal.TooLong);

    /// <summary>Collects a text, to be published together with those right before and after it.</summary>
    protected void Collect(long number, ChatText text) => (_lineBatch ??= new LineBatch()).Add(number, text.Bytes);

    /// <summary>Publishes the collected texts. Called before anything else is sent to the room or the peer.</summary>
    protected void PublishCollected()
    {
        if (_lineBatch is null or { IsEmpty: true })
        {
            return;
        }

        if (Room.Say(Member!, _lineBatch) is { } refusal)
        {
            // One answer for all of them: thousands may arrive at once, and an answer to each would fill the mailbox.
            var (first, last) = _lineBatch.Numbers;
            Room.Refuse(Member!, refusal, first, last);
        }

        _lineBatch.Clear();
    }

    /// <summary>Sends a refusal; ends the connection after too many refused names.</summary>
    protected CloseReason? Refuse(Refusal refusal, long number = 0)
    {
        if (Reader is { } reader)
        {
            PublishCollected();
            Room.Refuse(reader, refusal, number);
            return null;
        }

        var last = ++_tries >= MaxTries;
        Answer(ServerLines.Error(last ? Refusal.TooManyTries : refusal, number));
        return last ? CloseReason.BadName : null;
    }

    /// <summary>Sends a line to a peer that has not entered a room.</summary>
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

    /// <summary>Charges the line as a command, which is answered at length or sent to everybody.</summary>
    protected void ChargeForCommand() => _surcharge += LineCost.OfCommand - 1;

    protected void Entered(Room room, Reader reader)
    {
        _arrival = Reader is null ? reader : _arrival;
        (Room, Mailbox, Reader) = (room, reader.Mailbox, reader);
    }

    /// <summary>Runs the command that a person typed. After a move, all input belongs to the new room.</summary>
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
