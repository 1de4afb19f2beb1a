namespace ChatRoom.Protocol;

/// <summary>Names of rooms. They follow the rules of a nickname.</summary>
internal static class RoomName
{
    /// <summary>The room of all clients that name no other.</summary>
    public const string Lobby = "lobby";
}
