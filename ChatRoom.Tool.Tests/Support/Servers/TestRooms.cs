using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>Rooms without operators, bans and a message of the day. Their logs are in memory unless there is an archive.</summary>
internal static class TestRooms
{
    public static Room Lobby(TimeProvider time, long windowBytes) =>
        new(Nickname.MakeAcceptable("lobby"), Settings(time, windowBytes), store: null, logPolicy: null);

    public static RoomList Several(TimeProvider time, long windowBytes, int most, RoomStores? roomStores = null) =>
        new(Settings(time, windowBytes), most, roomStores);

    private static RoomSettings Settings(TimeProvider time, long windowBytes)
    {
        var passwords = new Passwords(time, entry: null, operators: null);
        var moderator = new Moderator(new ControlLog(time), passwords, expel: (_, _) => 0, report: _ => { });
        return new RoomSettings(time, windowBytes, TimeSpan.FromHours(24), new RoundCommit(() => { }), _ => { }, moderator, new MessageOfTheDay());
    }
}
