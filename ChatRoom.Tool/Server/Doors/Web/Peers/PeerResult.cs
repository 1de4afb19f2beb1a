namespace ChatRoom.Server.Doors.Web.Peers;

/// <summary>The result of <see cref="TypedPeer.ReceiveAsync"/>.</summary>
internal enum PeerResult
{
    /// <summary>Lines were passed on.</summary>
    Received,

    /// <summary>The wait was ended by <see cref="TypedPeer.Wake"/>.</summary>
    Woken,

    /// <summary>The server sends nothing more.</summary>
    Ended,
}
