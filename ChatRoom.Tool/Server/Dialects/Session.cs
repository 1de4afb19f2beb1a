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
internal abstract class Session(RoomList rooms, Mailbox mailbox, IPAddress? address)
{
    /// <summary>Refused names after which the connection is closed.</summary>
    public const int MaxTries = 10;

    private LineBatch? _lineBatch;
    private int _tries;
    private int _surcharge;
    private Reader? _arrival;
    private Task<CloseReason?>? _act;

    // Input after the act that the session waits for.
    private byte[] _unread = [];

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

    /// <summary>The peer has ended the watch of its room, and is not counted there any more.</summary>
    public virtual bool HasLeft => false;

    public abstract SessionDialect Dialect { get; }

    /// <summary>
    /// An act whose outcome comes later, such as an entry that waits for the disk, or a new name; null: there is none. Until it completes, and
    /// <see cref="Continue"/> is called, the session processes no more input. It is never cancelled.
    /// </summary>
    public Task? Act => _act;

    /// <summary>The peer wants typed lines instead of notices as answers to the commands that have them.</summary>
    protected bool WantsTypedAnswers { get; set; }

    protected LineSplitter Lines { get; } = new(Limits.MaxLine);

    /// <summary>The room that the peer is about to enter or watch; null: none.</summary>
    protected Nickname? GoesTo { get; set; }

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

    /// <summary>Ends what the peer is sent of rooms beside its own one.</summary>
    public virtual void EndWatches()
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
    protected void Answer(in ServerLine line) => Mailbox.TryAdd(default, line);

    /// <summary>Sends lines that belong together, whether the peer has entered a room or not.</summary>
    protected void AnswerRaw(ReadOnlySpan<byte> lines)
    {
        if (Reader is { } reader)
        {
            Room.SendRaw(reader, lines);
        }
        else
        {
            Mailbox.TryAddRaw(default, lines);
        }
    }

    /// <summary>Asks for another name.</summary>
    protected void AskAgain() => Mailbox.TryAddRaw(default, Greeting.AskName);

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

    protected void Entered(Room room, Reader reader)
    {
        _arrival = Reader is null ? reader : _arrival;
        reader.Mailbox.Feed?.Enter(reader);
        (Room, Mailbox, Reader) = (room, reader.Mailbox, reader);
    }

    /// <summary>Why the peer may not move to a room, or null.</summary>
    protected virtual Refusal? WhyNotMoveTo(Nickname name) => null;

    /// <summary>Runs the command that a person typed; returns why the connection ends, or null.</summary>
    /// <param name="number">The number of its line; 0 if it has none.</param>
    protected CloseReason? Interpret(Member member, ChatText typed, long number = 0)
    {
        ChargeForCommand();
        var result = Commands.Interpret(new CommandContext(Rooms, Room, member, WantsTypedAnswers), typed);
        return result.Quits ? CloseReason.Quit
            : result.GoesTo is { } goesTo ? Await(MoveAsync(member, goesTo, number))
            : result.Later is { } later ? Await(AnswerAsync(later, number))
            : result.Refusal is { } refusal ? Refuse(refusal, number)
            : null;
    }

    /// <summary>Moves to another room. After that, all input belongs to the new room.</summary>
    private async ValueTask<CloseReason?> MoveAsync(Member member, Nickname goesTo, long number)
    {
        if (WhyNotMoveTo(goesTo) is { } whyNot)
        {
            return Refuse(whyNot, number);
        }

        GoesTo = goesTo;
        var move = await Rooms.MoveAsync(Room, member, goesTo);
        GoesTo = null;
        if (move.Moved is { } moved)
        {
            Entered(move.Room!, moved);
        }

        return move.Refusal is { } refusal ? Refuse(refusal, number) : null;
    }

    private static async Task<CloseReason?> WaitAsync(Task congestion)
    {
        await congestion;
        return null;
    }

    private async ValueTask<CloseReason?> AnswerAsync(Task<Refusal?> outcome, long number) =>
        await outcome is { } refusal ? Refuse(refusal, number) : null;

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
