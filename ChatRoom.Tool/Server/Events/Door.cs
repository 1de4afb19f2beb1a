namespace ChatRoom.Server.Events;

/// <summary>The ways into the rooms from the network.</summary>
internal enum Door
{
    /// <summary>The chat's own port.</summary>
    Tcp,

    /// <summary>HTTP and WebSocket.</summary>
    Web,

    /// <summary>IRC.</summary>
    Irc,
}
