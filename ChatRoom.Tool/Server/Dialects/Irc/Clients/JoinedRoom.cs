using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>A room that an IRC client is in, as a member with a mailbox of its own. Loop thread only.</summary>
internal sealed class JoinedRoom(Room room, Member member)
{
    public Room Room => room;

    public Member Member => member;

    /// <summary>The room as IRC writes it.</summary>
    public string Channel => $"#{room}";

    /// <summary>Sends lines after what happened in the room so far.</summary>
    public void Send(IrcReply reply) => room.SendRaw(member, reply.Bytes);
}
