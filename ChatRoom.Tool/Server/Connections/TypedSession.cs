using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The typed dialect: lines with a word and fields. What is said carries the peer's own number; a number
/// that was dealt with already is acknowledged again and not said again.
/// </summary>
internal sealed class TypedSession : Session
{
    private Together? _together;
    private bool _owesAcknowledgement;
    private long _lastNumber;
    private long _lastId;

    public TypedSession(RoomList rooms, Mailbox mailbox, Action wake, ServerIdentity identity)
        : base(rooms, mailbox, wake) =>
        Answer(ServerLines.Greeting(identity.Version, identity.Title));

    public override CloseReason? Accept(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var end = base.Accept(bytes, scratch);

        AcknowledgeUnlessTogether();
        return end;
    }

    public override CloseReason? AcceptEnd(Span<byte> scratch)
    {
        TearApart();
        Acknowledge();
        return null;
    }

    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        var result = ClientLineParser.TryParse(line, out var said);
        return result switch
        {
            ParseResult.UnknownWord => null,
            ParseResult.Malformed => AcceptBad(Refusal.BadLine, said.Kind),
            _ => said.Kind switch
            {
                ClientLineKind.Say or ClientLineKind.Command => Say(said, scratch),
                ClientLineKind.Ping => Pong(said, scratch),
                ClientLineKind.Pong => null,
                _ => AcceptOther(said),
            },
        };
    }

    protected override CloseReason? AcceptTooLong() => AcceptBad(Refusal.TooLong, ClientLineKind.Say);

    private CloseReason? AcceptOther(in ClientLine asked)
    {
        TearApart();
        return asked.Kind switch
        {
            ClientLineKind.Quit => CloseReason.Quit,
            ClientLineKind.Together => BeginTogether(asked),
            ClientLineKind.Who => Who(asked),
            _ when Reader is not null => Refuse(Refusal.BadLine),
            _ => Enter(asked),
        };
    }

    private CloseReason? Who(in ClientLine asked)
    {
        if (Rooms.Find(asked.Room) is not { } room)
        {
            return Refuse(Refusal.NoSuchRoom(Encoding.UTF8.GetString(asked.Room)));
        }

        room.TellPresent(Mailbox, Reader);
        return null;
    }

    private CloseReason? Enter(in ClientLine asked)
    {
        var refusal = Entrance.TryEnter(Rooms, Mailbox, asked, out var room, out var reader);
        if (refusal is not null)
        {
            return Refuse(refusal);
        }

        Entered(room!, reader!);
        return null;
    }

    private CloseReason? Say(in ClientLine said, Span<byte> scratch)
    {
        if (Member is not { } member)
        {
            return Refuse(WhyNotSaid, said.Number);
        }

        if (said.Kind == ClientLineKind.Command)
        {
            // What was said before may be an event of a room that the command leaves.
            AcknowledgeUnlessTogether();
        }

        // The repetition of a number is harmless, and the peer waits to hear that.
        _owesAcknowledgement = true;
        var isNew = said.Number > _lastNumber;
        _lastNumber = Math.Max(_lastNumber, said.Number);
        if (_together is { } together)
        {
            return Collect(together, said, isNew, scratch);
        }

        return isNew ? Finish(Do(member, said, scratch), said.Number) : null;
    }

    private CommandResult Do(Member member, in ClientLine said, Span<byte> scratch)
    {
        if (Read(said, scratch, out var text) is { } refusal)
        {
            return CommandResult.Unless(refusal);
        }

        return said.Kind == ClientLineKind.Say ? Room.Say(member, text)
            : member.IsPresent ? Command(member, text)
            : CommandResult.Unless(Refusal.NotAMember);
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

    private CloseReason? BeginTogether(in ClientLine asked)
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
        _together = new Together(asked.Number);
        return asked.Number > Limits.MaxTogetherLines ? RefuseTogether(_together, Refusal.TooMuchTogether) : null;
    }

    private CloseReason? Collect(Together together, in ClientLine said, bool isNew, Span<byte> scratch)
    {
        together.Count(isNew ? said.Number : 0);
        if (isNew && !together.IsRefused)
        {
            var refusal = said.Kind == ClientLineKind.Command ? Refusal.NotTogether
                : Read(said, scratch, out var text) ?? together.Add(text);
            if (refusal is not null)
            {
                RefuseTogether(together, refusal);
            }
        }

        return EndTogether(together);
    }

    /// <summary>Says what was collected, once all of it is there.</summary>
    private CloseReason? EndTogether(Together together)
    {
        if (!together.IsComplete)
        {
            return null;
        }

        _together = null;
        return together.IsRefused ? null : Finish(Room.SayTogether(Member!, together.Texts), together.LastNumber);
    }

    /// <summary>Something else came where lines were to be said together.</summary>
    private void TearApart()
    {
        if (_together is { IsRefused: false } together)
        {
            RefuseTogether(together, Refusal.NotTogether);
        }
    }

    private CloseReason? RefuseTogether(Together together, Refusal refusal)
    {
        together.Refuse();
        return Refuse(refusal, together.LastNumber);
    }

    /// <summary>Refuses a line that cannot be read, and what it was to be said together with.</summary>
    private CloseReason? AcceptBad(Refusal refusal, ClientLineKind kind)
    {
        var counts = kind is ClientLineKind.Say or ClientLineKind.Command;
        if (_together is not { } together || (together.IsRefused && !counts))
        {
            return Refuse(refusal);
        }

        if (!together.IsRefused)
        {
            RefuseTogether(together, refusal);
        }

        if (counts)
        {
            together.Count(number: 0);
        }

        return EndTogether(together);
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
        _lastId = Math.Max(_lastId, result.EventId);
        return result.Quits ? CloseReason.Quit
            : result.Refusal is null ? null
            : Refuse(result.Refusal, number);
    }

    /// <summary>Lines that wait for others are not dealt with yet.</summary>
    private void AcknowledgeUnlessTogether()
    {
        if (_together is null or { IsRefused: true })
        {
            Acknowledge();
        }
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

    private CloseReason? Pong(in ClientLine ping, Span<byte> scratch)
    {
        if (!ChatText.TryParse(ping.Text, scratch, out var token))
        {
            return Refuse(Refusal.TooLong);
        }

        if (Reader is { } reader)
        {
            Room.Pong(reader, token);
        }
        else
        {
            Answer(new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        }

        return null;
    }

    private Refusal WhyNotSaid => Reader is null ? Refusal.NotJoined : Refusal.NotAMember;
}
