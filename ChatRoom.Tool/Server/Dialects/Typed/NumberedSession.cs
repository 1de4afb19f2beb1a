using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>
/// Input whose lines carry the peer's own numbers. A number that was processed already, on this connection or an earlier
/// one of the session, is acknowledged again but not published again.
/// </summary>
internal abstract class NumberedSession(RoomList rooms, Mailbox mailbox, IPAddress? address)
    : RoomSession(rooms, mailbox, address)
{
    private LineGroup? _lineGroup;
    private bool _owesAcknowledgement;
    private long _lastNumber;

    protected override CloseReason? AcceptUnfinished(Span<byte> scratch)
    {
        BreakGroup();
        return null;
    }

    protected override void EndTurn()
    {
        base.EndTurn();

        // Lines of an unfinished group are not processed yet.
        if (_lineGroup is null or { IsRefused: true })
        {
            Acknowledge();
        }
    }

    /// <summary>Continues after the lines that earlier connections of the session processed.</summary>
    protected void Resume()
    {
        if (Member is { } member)
        {
            _lastNumber = member.NumberAtJoin;
        }
    }

    /// <summary>The peer leaves; if every line is acknowledged, it will not resume the session.</summary>
    protected void EndSession()
    {
        if (Member is { } member && !_owesAcknowledgement)
        {
            member.EndsSession = true;
        }
    }

    protected CloseReason? Say(in ClientLine clientLine, Span<byte> scratch)
    {
        if (Member is not { } member)
        {
            return Refuse(NoMember, clientLine.Number);
        }

        if (clientLine.Kind == ClientLineKind.Command)
        {
            // Earlier lines belong to the room that the command may leave.
            EndTurn();
        }

        // A repeated number is harmless, but the peer waits for its acknowledgement.
        _owesAcknowledgement = true;
        var isNew = clientLine.Number > _lastNumber;
        _lastNumber = Math.Max(_lastNumber, clientLine.Number);
        return _lineGroup is { } lineGroup ? AddToGroup(lineGroup, clientLine, isNew, scratch)
            : isNew ? Process(member, clientLine, scratch)
            : null;
    }

    private CloseReason? Process(Member member, in ClientLine clientLine, Span<byte> scratch)
    {
        if (Read(clientLine, scratch, out var text) is { } refusal)
        {
            return Refuse(refusal, clientLine.Number);
        }

        if (clientLine.Kind == ClientLineKind.Say)
        {
            Collect(clientLine.Number, text);
            return null;
        }

        PublishCollected();
        member.LineNumber = clientLine.Number;
        return member.IsPresent ? Interpret(member, text, clientLine.Number) : Refuse(Refusal.NotAMember, clientLine.Number);
    }

    protected CloseReason? BeginGroup(in ClientLine clientLine)
    {
        if (Member is null)
        {
            return Refuse(NoMember);
        }

        if (clientLine.Number == 0)
        {
            return Refuse(Refusal.BadLine);
        }

        // Earlier lines are acknowledged without waiting for the group.
        Acknowledge();
        _lineGroup = new LineGroup(clientLine.Number);
        return clientLine.Number > Limits.MaxTogetherLines ? RefuseGroup(_lineGroup, Refusal.TooMuchTogether) : null;
    }

    private CloseReason? AddToGroup(LineGroup lineGroup, in ClientLine clientLine, bool isNew, Span<byte> scratch)
    {
        lineGroup.Count(isNew ? clientLine.Number : 0);
        if (isNew && lineGroup.IsRefused)
        {
            Room.NoteRefused(Member!, clientLine.Number, clientLine.Number);
        }
        else if (isNew)
        {
            var refusal = clientLine.Kind == ClientLineKind.Command ? Refusal.NotTogether
                : Read(clientLine, scratch, out var text) ?? lineGroup.Add(text);
            if (refusal is not null)
            {
                RefuseGroup(lineGroup, refusal);
            }
        }

        return EndGroup(lineGroup);
    }

    /// <summary>Publishes the group when all of it has come.</summary>
    private CloseReason? EndGroup(LineGroup lineGroup)
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

        if (Room.Say(Member!, lineGroup.Texts) is { } refusal)
        {
            return RefuseGroup(lineGroup, refusal);
        }

        lineGroup.Texts.Clear();
        return null;
    }

    /// <summary>Refuses an unfinished group, because other input came between its lines.</summary>
    protected void BreakGroup()
    {
        if (_lineGroup is { IsRefused: false } lineGroup)
        {
            RefuseGroup(lineGroup, Refusal.NotTogether);
        }
    }

    private CloseReason? RefuseGroup(LineGroup lineGroup, Refusal refusal)
    {
        lineGroup.Refuse();
        Room.NoteRefused(Member!, lineGroup.FirstNumber, lineGroup.LastNumber);
        return Refuse(refusal, lineGroup.LastNumber);
    }

    /// <summary>Refuses a line that cannot be parsed, and the group that it belongs to.</summary>
    protected CloseReason? AcceptMalformed(Refusal refusal, ClientLineKind kind)
    {
        var counts = kind is ClientLineKind.Say or ClientLineKind.Command;
        if (_lineGroup is not { } lineGroup || (lineGroup.IsRefused && !counts))
        {
            return Refuse(refusal);
        }

        if (!lineGroup.IsRefused)
        {
            RefuseGroup(lineGroup, refusal);
        }

        if (counts)
        {
            lineGroup.Count(number: 0);
        }

        return EndGroup(lineGroup);
    }

    /// <summary>Reads the text of a line, or returns why it is refused.</summary>
    private Refusal? Read(in ClientLine clientLine, Span<byte> scratch, out ChatText text)
    {
        text = default;
        return !Ascii.EqualsIgnoreCase(clientLine.Room, Room.Name)
            ? Refusal.WrongRoom(Room.ToString(), Encoding.UTF8.GetString(clientLine.Room))
            : !ChatText.TryParse(clientLine.Text, scratch, out text) ? Refusal.TooLong
            : null;
    }

    /// <summary>Sends one acknowledgement for all lines that arrived together.</summary>
    private void Acknowledge()
    {
        if (_owesAcknowledgement && Member is { } member)
        {
            _owesAcknowledgement = false;
            Room.Acknowledge(member, _lastNumber);
        }
    }

    private Refusal NoMember => Reader is null ? Refusal.NotJoined : Refusal.NotAMember;
}
