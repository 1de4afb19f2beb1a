using ChatRoom.Protocol;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server;

/// <summary>Tells the connections of this server what has changed between it and the others of its cluster. Loop thread only.</summary>
internal sealed class ClusterNews(ConnectionSet connections, RoomList rooms)
{
    private const string IsCutOff = "This server is cut off from the other servers of the room. You can read; what you say waits until they are back.";

    private const string IsBack = "This server is connected to the others again.";

    public void Tell(ClusterChange change)
    {
        switch (change)
        {
            case ClusterChange.Servers:
                var servers = ServerLines.Servers(rooms.Order.Servers);
                Send(servers, reader => reader.Mailbox.Dialect.HasNumberedLines);
                break;
            case ClusterChange.CutOff:
                connections.Close((reader, _) => reader.Mailbox.GoesElsewhere, CloseNotice.Of(CloseReason.CutOff));
                Notify(IsCutOff);
                break;
            case ClusterChange.Back:
                Notify(IsBack);
                break;
            default:
                connections.Close((reader, _) => reader is Member, CloseNotice.MustComeAgain);
                break;
        }
    }

    private void Notify(string sentence) => Send(ServerLines.Notice(rooms.Lobby.Now, sentence), reader => reader is Member { IsPresent: true });

    private void Send(in ServerLine line, Func<Reader, bool> matches)
    {
        foreach (var connection in connections.All())
        {
            connection.TrySend(line, matches);
        }
    }
}
