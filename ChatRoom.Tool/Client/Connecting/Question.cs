namespace ChatRoom.Client.Connecting;

/// <summary>A question of the client itself. The server answers with a list, or not at all if it is older than the question.</summary>
internal enum Question
{
    /// <summary>The members of the room: Present lines and a Total are the answer.</summary>
    Members,

    /// <summary>The commands that the client may use: Usage lines and a Commands line are the answer.</summary>
    Commands,

    /// <summary>The rooms of the server: Room lines and a Rooms line are the answer.</summary>
    Rooms,

    /// <summary>The servers of the cluster: Node lines and a Cluster line are the answer.</summary>
    Cluster,
}
