namespace ChatRoom.Protocol;

/// <summary>Names of rooms. They follow the rules of a nickname.</summary>
internal static class RoomName
{
    /// <summary>The room of all clients that name no other.</summary>
    public const string Lobby = "lobby";

    /// <summary>In a client's <c>watch</c> and <c>unwatch</c>: every room, also those that are made later. No room has this name.</summary>
    public const string Every = "*";

    public static ReadOnlySpan<byte> EveryBytes => "*"u8;
}
