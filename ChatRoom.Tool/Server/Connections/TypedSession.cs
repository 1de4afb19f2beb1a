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
    private long _lastNumber;
    private long _lastId;

    public TypedSession(Room room, Mailbox mailbox, Action wake, ServerIdentity identity)
        : base(room, mailbox, wake) =>
        Answer(ServerLines.Greeting(identity.Version, identity.Title));

    public override CloseReason? Accept(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var before = _lastNumber;
        var end = base.Accept(bytes, scratch);
        if (_lastNumber != before && Member is { } member)
        {
            // One acknowledgement for all that came together.
            Room.Acknowledge(member, _lastNumber, _lastId);
        }

        return end;
    }

    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        var result = ClientLineParser.TryParse(line, out var said);
        return result switch
        {
            ParseResult.UnknownWord => null,
            ParseResult.Malformed => Refuse(Refusal.BadLine),
            _ => said.Kind switch
            {
                ClientLineKind.Quit => CloseReason.Quit,
                ClientLineKind.Ping => Pong(said, scratch),
                ClientLineKind.Pong => null,
                ClientLineKind.Join => Join(said),
                _ => Say(said, scratch),
            },
        };
    }

    private CloseReason? Join(in ClientLine asked)
    {
        if (Member is not null)
        {
            return Refuse(Refusal.BadLine);
        }

        if (!asked.Room.SequenceEqual(Room.Name))
        {
            return Refuse(Refusal.NoSuchRoom(Encoding.UTF8.GetString(asked.Room)));
        }

        if (!Nickname.TryParse(asked.Name, out var name))
        {
            return Refuse(Refusal.BadName);
        }

        var refusal = Room.TryJoin(name, Mailbox, out var member);
        if (member is null)
        {
            return Refuse(refusal!);
        }

        Joined(member);
        return null;
    }

    private CloseReason? Say(in ClientLine said, Span<byte> scratch)
    {
        if (Member is not { } member)
        {
            return Refuse(Refusal.NotJoined, said.Number);
        }

        if (said.Number <= _lastNumber)
        {
            // The repetition itself is harmless, and the peer waits to hear that.
            Room.Acknowledge(member, _lastNumber, _lastId);
            return null;
        }

        _lastNumber = said.Number;
        if (!said.Room.SequenceEqual(Room.Name))
        {
            return Refuse(Refusal.NoSuchRoom(Encoding.UTF8.GetString(said.Room)), said.Number);
        }

        if (!ChatText.TryParse(said.Text, scratch, out var text))
        {
            return Refuse(Refusal.TooLong, said.Number);
        }

        if (said.Kind == ClientLineKind.Say)
        {
            _lastId = Room.Say(member, text);
            return null;
        }

        var result = Commands.Interpret(Room, member, text);
        _lastId = Math.Max(_lastId, result.EventId);
        return result.Quits ? CloseReason.Quit
            : result.Refusal is null ? null
            : Refuse(result.Refusal, said.Number);
    }

    private CloseReason? Pong(in ClientLine ping, Span<byte> scratch)
    {
        if (!ChatText.TryParse(ping.Text, scratch, out var token))
        {
            return Refuse(Refusal.TooLong);
        }

        if (Member is { } member)
        {
            Room.Pong(member, token);
        }
        else
        {
            Answer(new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        }

        return null;
    }
}
