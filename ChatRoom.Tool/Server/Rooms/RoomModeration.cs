using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The acts of operators in one room. Loop thread only.</summary>
internal sealed class RoomModeration(byte[] room, RoomLog log, Roster roster, Action commit)
{
    public bool TryFind(Nickname name, [NotNullWhen(true)] out Member? member) => roster.TryFind(name, out member);

    /// <summary>Says a text to everybody, as the server.</summary>
    public Refusal? Announce(Member by, ChatText text)
    {
        commit();
        var line = new ServerLine
        {
            Kind = ServerLineKind.Announcement,
            Room = room,
            Name = ReservedNames.Server.Bytes,
            Text = text.Bytes,
        };
        var refusal = log.TryAppend(ref line, by.Stamp);
        by.LastEventId = refusal is null ? line.Id : by.LastEventId;
        return refusal;
    }
}
