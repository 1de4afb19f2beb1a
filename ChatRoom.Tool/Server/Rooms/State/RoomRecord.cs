using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Rooms.State;

/// <summary>A record that was decided. The room's log gives it the time, and an event its id.</summary>
/// <param name="Event">The kind of the event, if it is one.</param>
/// <param name="Before">Of a <see cref="LogRecordKind.Forget"/>: the time since which a session was not used, in Unix milliseconds.</param>
internal sealed record RoomRecord(
    LogRecordKind Kind, Stamp Stamp = default, ServerLineKind Event = default, Nickname? Name = null, Nickname? Other = null, byte[]? Text = null, bool IsBot = false, long Before = 0)
{
    public static RoomRecord Join(Nickname name, bool isBot, in Stamp stamp) => new(LogRecordKind.Event, stamp, ServerLineKind.Join, name, IsBot: isBot);

    /// <param name="why">Why it was removed; empty if it left by itself.</param>
    public static RoomRecord Leave(Nickname name, byte[] why, in Stamp stamp) => new(LogRecordKind.Event, stamp, ServerLineKind.Leave, name, Text: why);

    public static RoomRecord Rename(Nickname name, Nickname before, in Stamp stamp) => new(LogRecordKind.Event, stamp, ServerLineKind.Rename, name, before);

    /// <summary>Something that a member does, with a text.</summary>
    public static RoomRecord Of(ServerLineKind kind, Nickname name, bool isBot, byte[] text, in Stamp stamp) =>
        new(LogRecordKind.Event, stamp, kind, name, Text: text, IsBot: isBot);

    /// <summary>Ends the memberships of an earlier run of the server.</summary>
    public static RoomRecord Start() => new(LogRecordKind.Event, default, ServerLineKind.Start, ReservedNames.Server);

    /// <summary>How far a session got, without an event.</summary>
    /// <param name="name">The name of its new holder; null: as before.</param>
    public static RoomRecord Mark(in Stamp stamp, Nickname? name = null) => new(LogRecordKind.Mark, stamp, Name: name);

    public static RoomRecord Forget(long before) => new(LogRecordKind.Forget, Before: before);

    /// <summary>The event, without its id.</summary>
    public ServerLine ToLine(ReadOnlySpan<byte> room, long time) => new()
    {
        Kind = Event,
        Time = time,
        Room = room,
        Name = Name!.Bytes,
        Other = Other is null ? default : Other.Bytes,
        Text = Text,
        IsBot = IsBot,
    };
}
