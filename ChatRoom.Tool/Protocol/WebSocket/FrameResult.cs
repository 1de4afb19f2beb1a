namespace ChatRoom.Protocol.WebSocket;

/// <summary>The result of <see cref="FrameReader.Next"/>.</summary>
internal enum FrameResult
{
    /// <summary>The input is used up.</summary>
    NeedMore,

    /// <summary>A pong with the same payload is to be sent.</summary>
    Ping,

    Pong,

    /// <summary>
    /// The peer closes the WebSocket. Its payload is empty, or a code of two bytes and a text; the same code is to be sent back.
    /// All further input is dropped.
    /// </summary>
    Close,

    /// <summary>The peer broke the protocol, as <see cref="FrameReader.Failure"/> says. All further input is dropped.</summary>
    Failed,
}
