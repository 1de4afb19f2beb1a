using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The acts of operators in one room. Any thread: takes the room's lock.</summary>
internal sealed class RoomModeration(Lock roomLock, byte[] room, RoomLog log, Roster roster, Action changed)
{
    public bool TryFind(Nickname name, [NotNullWhen(true)] out Member? member)
    {
        lock (roomLock)
        {
            return roster.TryFind(name, out member);
        }
    }

    /// <summary>Says a text to everybody, as the server.</summary>
    public CommandResult Announce(Member by, ChatText text)
    {
        var line = new ServerLine
        {
            Kind = ServerLineKind.Announcement,
            Room = room,
            Name = ReservedNames.Server.Bytes,
            Text = text.Bytes,
        };
        Refusal? refusal;
        lock (roomLock)
        {
            refusal = log.TryAppend(ref line, by.Stamp);
        }

        changed();
        return refusal is null ? CommandResult.Became(line.Id) : CommandResult.Unless(refusal);
    }
}
