using ChatRoom.Server.Dialects;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Server.Rooms;

/// <summary>Rooms, and people who move between them.</summary>
internal abstract class SeveralRooms
{
    protected const long Now = 1767323045000;

    protected RoomList Rooms { get; } = TestRooms.Several(new ManualTime(), 64 << 10, most: 10);

    protected RoomClient Join(string name, SessionDialect? dialect = null) => RoomClient.Join(Rooms, name, dialect);

    protected RoomClient Enter(string entering) => RoomClient.Enter(Rooms, entering);
}
