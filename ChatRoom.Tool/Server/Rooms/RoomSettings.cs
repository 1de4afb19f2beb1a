using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Rooms;

/// <summary>The settings that all rooms of a server share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="WindowBytes">Bytes of a room's log that are kept in memory for each dialect.</param>
/// <param name="SessionRetention">A room remembers the session of a client that lost its connection for this long.</param>
/// <param name="Order">The order in which acts happen.</param>
/// <param name="Shared">The logs of the rooms at all servers that share the order of acts; null: this server is alone.</param>
/// <param name="QueueReaders">Has the readers in step sent what was published.</param>
/// <param name="Moderator">The bans, mutes, topic locks and passwords.</param>
/// <param name="Motd">Is sent to each member that comes in.</param>
internal sealed record RoomSettings(
    TimeProvider Time, long WindowBytes, TimeSpan SessionRetention, RoundCommit RoundCommit, IActOrder Order, SharedLogs? Shared, Action<LogReaders> QueueReaders, Moderator Moderator, MessageOfTheDay Motd);
