using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>
/// A list that a program asks for: a line for each item, then their number. All of it is one answer of bounded size. Used by
/// one thread, for one answer.
/// </summary>
internal sealed class ListAnswer
{
    private readonly ArrayBufferWriter<byte> _lines = new();

    private ListAnswer()
    {
    }

    /// <summary>The commands that a member may use. null: a peer that is no member.</summary>
    public static ReadOnlySpan<byte> OfCommands(Moderator moderator, Member? member)
    {
        var list = new ListAnswer();
        var count = 0;
        foreach (var (name, usage) in Commands.List(moderator, member))
        {
            list.Add(new ServerLine { Kind = ServerLineKind.Usage, Name = Encoding.ASCII.GetBytes(name), Text = Encoding.ASCII.GetBytes(usage) });
            count++;
        }

        list.Add(new ServerLine { Kind = ServerLineKind.Commands, Number = count });
        return list._lines.WrittenSpan;
    }

    /// <summary>The rooms with members or a topic.</summary>
    public static ReadOnlySpan<byte> OfRooms(RoomList roomList)
    {
        var list = new ListAnswer();
        var (rooms, count) = RoomCommands.List(roomList);
        foreach (var (room, members, topic) in rooms)
        {
            list.Add(new ServerLine { Kind = ServerLineKind.Room, Room = Encoding.ASCII.GetBytes(room), Number = members, Text = Encoding.UTF8.GetBytes(topic) });
        }

        list.Add(new ServerLine { Kind = ServerLineKind.Rooms, Number = count });
        return list._lines.WrittenSpan;
    }

    /// <summary>The servers of the cluster.</summary>
    public static ReadOnlySpan<byte> OfCluster(ClusterStatus status)
    {
        var list = new ListAnswer();
        foreach (var node in status.Nodes)
        {
            list.Add(new ServerLine
            {
                Kind = ServerLineKind.Node,
                Name = Encoding.ASCII.GetBytes(node.Id),
                Code = Encoding.ASCII.GetBytes(node.Phase),
                Id = node.Run,
                Number = node.MemberCount,
                Text = Encoding.ASCII.GetBytes(node.Address),
            });
        }

        list.Add(new ServerLine
        {
            Kind = ServerLineKind.Cluster,
            Name = Encoding.ASCII.GetBytes(status.NodeId),
            Code = status.IsCutOff ? TypedWords.CutOff : TypedWords.Connected,
            Number = status.Applied,
            Id = status.End,
        });
        return list._lines.WrittenSpan;
    }

    private void Add(in ServerLine line) => _lines.Advance(ServerLineWriter.Write(line, _lines.GetSpan(ServerLine.MaxEncoded)));
}
