using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// What is said under the peer's own numbers. A number that was dealt with already, over this connection or an
/// earlier one of the session, is acknowledged again and not said again.
/// </summary>
internal abstract class NumberedSession(RoomList rooms, Mailbox mailbox, Action wake, IPAddress? address)
    : Session(rooms, mailbox, wake, address)
{
    private LineGroup? _lineGroup;
    private bool _owesAcknowledgement;
    private long _lastNumber;
    private long _lastId;

    protected override CloseReason? AcceptUnfinished(Span<byte> scratch)
    {
        TearApart();
        return null;
    }

    protected override void EndTurn()
    {
        base.EndTurn();

        // Lines that wait for others are not dealt with yet.
        if (_lineGroup is null or { IsRefused: true })
        {
            Acknowledge();
        }
    }

    protected override void Said(long lastId) => _lastId = Math.Max(_lastId, lastId);

    /// <summary>Goes on behind what was dealt with over other connections.</summary>
    protected void GoOn()
    {
        if (Member is { } member)
        {
            (_lastNumber, _lastId) = member.Before;
        }
    }

    /// <summary>The peer leaves; if it is owed nothing it does not come again to ask for it.</summary>
    protected void EndSession()
    {
        if (Member is { } member && !_owesAcknowledgement)
        {
            Room.EndSession(member);
        }
    }

    protected CloseReason? Say(in ClientLine said, Span<byte> scratch)
    {
        if (Member is not { } member)
        {
            return Refuse(WhyNotSaid, said.Number);
        }

        if (said.Kind == ClientLineKind.Command)
        {
            // What was said before may be an event of a room that the command leaves.
            EndTurn();
        }

        // The repetition of a number is harmless, and the peer waits to hear that.
        _owesAcknowledgement = true;
        var isNew = said.Number > _lastNumber;
        _lastNumber = Math.Max(_lastNumber, said.Number);
        return _lineGroup is { } lineGroup ? Add(lineGroup, said, isNew, scratch)
            : isNew ? Do(member, said, scratch)
            : null;
    }

    private CloseReason? Do(Member member, in ClientLine said, Span<byte> scratch)
    {
        if (Read(said, scratch, out var text) is { } refusal)
        {
            return Refuse(refusal, said.Number);
        }

        if (said.Kind == ClientLineKind.Say)
        {
            Collect(said.Number, text);
            return null;
        }

        SayCollected();
        member.LineNumber = said.Number;
        return Finish(member.IsPresent ? Command(member, text) : CommandResult.Unless(Refusal.NotAMember), said.Number);
    }

    private CommandResult Command(Member member, ChatText text)
    {
        var result = Interpret(member, text);
        if (Member != member)
        {
            // An id of another room's log means nothing in this one.
            _lastId = 0;
        }

        return result;
    }

    protected CloseReason? BeginTogether(in ClientLine asked)
    {
        if (Member is null)
        {
            return Refuse(WhyNotSaid);
        }

        if (asked.Number == 0)
        {
            return Refuse(Refusal.BadLine);
        }

        // What was said before does not wait for what comes now.
        Acknowledge();
        _lineGroup = new LineGroup(asked.Number);
        return asked.Number > Limits.MaxTogetherLines ? RefuseTogether(_lineGroup, Refusal.TooMuchTogether) : null;
    }

    private CloseReason? Add(LineGroup lineGroup, in ClientLine said, bool isNew, Span<byte> scratch)
    {
        lineGroup.Count(isNew ? said.Number : 0);
        if (isNew && lineGroup.IsRefused)
        {
            Room.NoteRefused(Member!, said.Number, said.Number);
        }
        else if (isNew)
        {
            var refusal = said.Kind == ClientLineKind.Command ? Refusal.NotTogether
                : Read(said, scratch, out var text) ?? lineGroup.Add(text);
            if (refusal is not null)
            {
                RefuseTogether(lineGroup, refusal);
            }
        }

        return EndTogether(lineGroup);
    }

    /// <summary>Says what was collected, once all of it is there.</summary>
    private CloseReason? EndTogether(LineGroup lineGroup)
    {
        if (!lineGroup.IsComplete)
        {
            return null;
        }

        _lineGroup = null;
        if (lineGroup.IsRefused)
        {
            return null;
        }

        var result = Room.Say(Member!, lineGroup.Texts);
        if (result.Refusal is { } refusal)
        {
            return RefuseTogether(lineGroup, refusal);
        }

        lineGroup.Texts.Clear();
        Said(result.EventId);
        return null;
    }

    /// <summary>Something else came where lines were to be said together.</summary>
    protected void TearApart()
    {
        if (_lineGroup is { IsRefused: false } lineGroup)
        {
            RefuseTogether(lineGroup, Refusal.NotTogether);
        }
    }

    private CloseReason? RefuseTogether(LineGroup lineGroup, Refusal refusal)
    {
        lineGroup.Refuse();
        Room.NoteRefused(Member!, lineGroup.FirstNumber, lineGroup.LastNumber);
        return Refuse(refusal, lineGroup.LastNumber);
    }

    /// <summary>Refuses a line that cannot be read, and what it was to be said together with.</summary>
    protected CloseReason? AcceptBad(Refusal refusal, ClientLineKind kind)
    {
        var counts = kind is ClientLineKind.Say or ClientLineKind.Command;
        if (_lineGroup is not { } lineGroup || (lineGroup.IsRefused && !counts))
        {
            return Refuse(refusal);
        }

        if (!lineGroup.IsRefused)
        {
            RefuseTogether(lineGroup, refusal);
        }

        if (counts)
        {
            lineGroup.Count(number: 0);
        }

        return EndTogether(lineGroup);
    }

    /// <summary>Reads the text of a line that is to be said, or says why it cannot be.</summary>
    private Refusal? Read(in ClientLine said, Span<byte> scratch, out ChatText text)
    {
        text = default;
        return !Ascii.EqualsIgnoreCase(said.Room, Room.Name)
            ? Refusal.ElsewhereThan(Room.ToString(), Encoding.UTF8.GetString(said.Room))
            : !ChatText.TryParse(said.Text, scratch, out text) ? Refusal.TooLong
            : null;
    }

    private CloseReason? Finish(CommandResult result, long number)
    {
        Said(result.EventId);
        return result.Quits ? CloseReason.Quit
            : result.Refusal is null ? null
            : Refuse(result.Refusal, number);
    }

    /// <summary>One acknowledgement for all that came together.</summary>
    private void Acknowledge()
    {
        if (_owesAcknowledgement && Reader is { } reader)
        {
            _owesAcknowledgement = false;
            Room.Acknowledge(reader, _lastNumber, _lastId);
        }
    }

    private Refusal WhyNotSaid => Reader is null ? Refusal.NotJoined : Refusal.NotAMember;
}
