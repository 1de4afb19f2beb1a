using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support;

namespace ChatRoom.Tests.Rooms;

/// <summary>Rooms, and people who move between them.</summary>
internal abstract class SeveralRooms
{
    protected const long Now = 1767323045000;

    protected RoomList Rooms { get; } = new(new ManualTime(), 64 << 10, most: 10, () => { });

    protected Visitor Join(string name, Dialect dialect = Dialect.Line) => Visitor.Join(Rooms, name, dialect);

    protected Visitor Enter(string entering) => Visitor.Enter(Rooms, entering);
}
