using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.SlashCommands;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>The typed dialect: lines with a word and fields.</summary>
internal sealed class TypedSession(RoomList rooms, Mailbox mailbox, IPAddress? address)
    : WatchingSession(rooms, mailbox, address)
{
    public override SessionDialect Dialect => TypedDialect.Instance;

    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        var result = ClientLineParser.TryParse(line, out var clientLine);
        return result switch
        {
            ParseResult.UnknownWord => null,
            ParseResult.Malformed => AcceptMalformed(Refusal.BadLine, clientLine.Kind),
            _ => clientLine.Kind switch
            {
                ClientLineKind.Say or ClientLineKind.Command => Say(clientLine, scratch),
                ClientLineKind.Ping => Pong(clientLine, scratch),
                ClientLineKind.Pong or ClientLineKind.Password => null,
                _ => AcceptOther(clientLine),
            },
        };
    }

    protected override CloseReason? AcceptTooLong() => AcceptMalformed(Refusal.TooLong, ClientLineKind.Say);

    private CloseReason? AcceptOther(in ClientLine clientLine)
    {
        PublishCollected();
        BreakGroup();
        return clientLine.Kind switch
        {
            ClientLineKind.Quit => Quit(),
            ClientLineKind.Together => BeginGroup(clientLine),
            ClientLineKind.Who => Who(clientLine),
            ClientLineKind.Commands => SendList(ListAnswer.OfCommands(Rooms.Moderator, Member)),
            ClientLineKind.Rooms => SendList(ListAnswer.OfRooms(Rooms)),
            ClientLineKind.Cluster => Cluster(),
            ClientLineKind.Watch => Watch(clientLine),
            ClientLineKind.Unwatch => Unwatch(clientLine),
            _ when Reader is not null => Refuse(Refusal.BadLine),
            _ => Enter(clientLine),
        };
    }

    private CloseReason? Who(in ClientLine clientLine)
    {
        ChargeForCommand();
        if (Rooms.Find(clientLine.Room) is not { } room)
        {
            return Refuse(Refusal.NoSuchRoom(Encoding.UTF8.GetString(clientLine.Room)));
        }

        room.Queries.SendPresent(Mailbox, Reader);
        return null;
    }

    private CloseReason? Cluster()
    {
        if (Rooms.Order.Status is { } status)
        {
            return SendList(ListAnswer.OfCluster(status));
        }

        ChargeForCommand();
        return Refuse(Refusal.NoCluster);
    }

    private CloseReason? SendList(ReadOnlySpan<byte> lines)
    {
        ChargeForCommand();
        AnswerRaw(lines);
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

        var pong = new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes };
        if (Reader is { } reader)
        {
            Pong(reader, pong);
        }
        else
        {
            Answer(pong);
        }

        return null;
    }
}
