using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms;

/// <summary>The settings that all rooms of a server share.</summary>
/// <param name="Time">The clock.</param>
/// <param name="WindowBytes">Bytes of a room's log that are kept in memory for each dialect.</param>
/// <param name="SessionRetention">A room remembers the session of a client that lost its connection for this long.</param>
/// <param name="QueueReaders">Has the readers in step sent what was published.</param>
/// <param name="Moderator">The bans, mutes, topic locks and passwords.</param>
/// <param name="Motd">Is sent to each member that comes in.</param>
internal sealed record RoomSettings(
    TimeProvider Time, long WindowBytes, TimeSpan SessionRetention, RoundCommit RoundCommit, Action<LogReaders> QueueReaders, Moderator Moderator, MessageOfTheDay Motd);
