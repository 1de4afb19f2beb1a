namespace ChatRoom.Protocol;

/// <summary>What rooms are called. A room's name follows the rules of a nickname.</summary>
internal static class RoomName
{
    /// <summary>The room of everybody who does not ask for another.</summary>
    public const string Lobby = "lobby";
}
