using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>Is given the records of a room that were just applied, each with its LF. Loop thread.</summary>
internal delegate void RecordsApplied(ReadOnlySpan<byte> records);

/// <summary>The logs of rooms that are the same at several servers. Loop thread only.</summary>
/// <param name="Applied">Is given the records of all rooms.</param>
/// <param name="IdentityOf">The identity of a room's log at all servers; null: not known yet.</param>
internal sealed record SharedLogs(RecordsApplied Applied, Func<Nickname, string?> IdentityOf);
