using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>Rooms without operators, bans and a message of the day. Their logs are in memory unless there is an archive.</summary>
internal static class TestRooms
{
    public static Room Lobby(TimeProvider time, long windowBytes) =>
        new(Nickname.MakeAcceptable("lobby"), Settings(time, windowBytes, new ControlLog(time), new OwnOrder()), store: null, logPolicy: null);

    public static RoomList Several(TimeProvider time, long windowBytes, int most, RoomStores? roomStores = null, IActOrder? order = null)
    {
        var log = new ControlLog(time);
        var settings = Settings(time, windowBytes, log, order ?? new OwnOrder());
        var rooms = new RoomList(settings, most, roomStores);
        log.Enforce = new Enforcement(rooms, settings.Moderator).Enforce;
        return rooms;
    }

    /// <summary>Rooms that several servers share.</summary>
    public static RoomList Shared(TimeProvider time, ControlLog log, IActOrder order, SharedLogs shared, RoundCommit roundCommit)
    {
        var settings = Settings(time, 1 << 20, log, order) with { Shared = shared, RoundCommit = roundCommit };
        var rooms = new RoomList(settings, 100, roomStores: null);
        log.Enforce = new Enforcement(rooms, settings.Moderator).Enforce;
        return rooms;
    }

    private static RoomSettings Settings(TimeProvider time, long windowBytes, ControlLog log, IActOrder order)
    {
        var passwords = new Passwords(time, entry: null, operators: null);
        var moderator = new Moderator(log, passwords, expel: (_, _) => 0, report: _ => { });
        return new RoomSettings(time, windowBytes, TimeSpan.FromHours(24), new RoundCommit(() => { }), order, Shared: null, _ => { }, moderator, new MessageOfTheDay());
    }
}
