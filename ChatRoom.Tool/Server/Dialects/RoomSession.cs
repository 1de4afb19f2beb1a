using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects;

/// <summary>The session of a peer that is in one room at a time. Texts that follow each other are published together.</summary>
internal abstract class RoomSession(RoomList rooms, Mailbox mailbox, IPAddress? address) : Session(rooms, mailbox, address)
{
    /// <summary>Refused names after which the connection is closed.</summary>
    public const int MaxTries = 10;

    private LineBatch? _lineBatch;
    private int _tries;

    /// <summary>The reader, if it is a member or a sender.</summary>
    protected Member? Member => Reader as Member;

    /// <summary>The room that the peer is in; the lobby before it has entered one.</summary>
    public Room Room { get; private set; } = rooms.Lobby;

    public override bool IsPersonInRoom => Member is { IsPresent: true, IsBot: false };

    /// <summary>The peer has ended the watch of its room, and is not counted there any more.</summary>
    protected virtual bool HasLeft => false;

    /// <summary>The peer wants typed lines instead of notices as answers to the commands that have them.</summary>
    protected bool WantsTypedAnswers { get; set; }

    /// <summary>The room that the peer is about to enter or watch; null: none.</summary>
    protected Nickname? GoesTo { get; set; }

    public override void Leave(CloseNotice notice, TimeSpan? retryAfter)
    {
        EndWatches();
        if (notice.Farewell is { } farewell)
        {
            Room.Dismiss(Reader!, farewell, retryAfter);
        }

        // When the server shuts down, the members are not sent each departure.
        if (notice.Reason != CloseReason.Draining && !HasLeft)
        {
            Room.Leave(Reader!, notice.LeftText);
        }
    }

    /// <summary>Ends what the peer is sent of rooms beside its own one.</summary>
    protected virtual void EndWatches()
    {
    }

    protected override void EndTurn() => PublishCollected();

    protected override CloseReason? AcceptTooLong() => Refuse(Refusal.TooLong);

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

    protected void Entered(Room room, Reader reader)
    {
        Room = room;
        ReadAs(reader);
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

    private async ValueTask<CloseReason?> AnswerAsync(Task<Refusal?> outcome, long number) =>
        await outcome is { } refusal ? Refuse(refusal, number) : null;
}
