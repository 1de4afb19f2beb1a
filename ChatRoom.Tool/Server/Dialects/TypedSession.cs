using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects;

/// <summary>The typed dialect: lines with a word and fields.</summary>
internal sealed class TypedSession(RoomList rooms, Mailbox mailbox, Action wake, IPAddress? address = null)
    : NumberedSession(rooms, mailbox, wake, address)
{
    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        var result = ClientLineParser.TryParse(line, out var said);
        return result switch
        {
            ParseResult.UnknownWord => null,
            ParseResult.Malformed => AcceptMalformed(Refusal.BadLine, said.Kind),
            _ => said.Kind switch
            {
                ClientLineKind.Say or ClientLineKind.Command => Say(said, scratch),
                ClientLineKind.Ping => Pong(said, scratch),
                ClientLineKind.Pong or ClientLineKind.Password => null,
                _ => AcceptOther(said),
            },
        };
    }

    protected override CloseReason? AcceptTooLong() => AcceptMalformed(Refusal.TooLong, ClientLineKind.Say);

    private CloseReason? AcceptOther(in ClientLine asked)
    {
        PublishCollected();
        BreakGroup();
        return asked.Kind switch
        {
            ClientLineKind.Quit => Quit(),
            ClientLineKind.Together => BeginGroup(asked),
            ClientLineKind.Who => Who(asked),
            _ when Reader is not null => Refuse(Refusal.BadLine),
            _ => Enter(asked),
        };
    }

    private CloseReason? Who(in ClientLine asked)
    {
        ChargeForCommand();
        if (Rooms.Find(asked.Room) is not { } room)
        {
            return Refuse(Refusal.NoSuchRoom(Encoding.UTF8.GetString(asked.Room)));
        }

        room.TellPresent(Mailbox, Reader);
        return null;
    }

    private CloseReason? Enter(in ClientLine asked)
    {
        if (RoomEntry.TryEnter(Rooms, Mailbox, asked, Address, out var room, out var reader) is { } refusal)
        {
            return Refuse(refusal);
        }

        Entered(room!, reader!);
        Resume();
        return null;
    }

    private CloseReason? Quit()
    {
        EndSession();
        return CloseReason.Quit;
    }

    private CloseReason? Pong(in ClientLine ping, Span<byte> scratch)
    {
        PublishCollected();
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
}
