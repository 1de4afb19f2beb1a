using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Requests;

namespace ChatRoom.Server.Doors.Web.Sending;

/// <summary>The lines that a request says, and how it says them.</summary>
/// <param name="Password">null: the request gives none.</param>
/// <param name="Key">null: the lines may be said more than once.</param>
internal sealed record SentText(Nickname Room, Nickname Name, IReadOnlyList<byte[]> Lines, bool IsBot, byte[]? Password, IdempotencyKey? Key);
