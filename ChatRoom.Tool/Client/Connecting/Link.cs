using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting;

/// <summary>Is given each line that a server tells; the line is gone when this returns.</summary>
internal delegate void LineHandler(in ServerLine line);

/// <summary>
/// One connection to a server, whichever kind of server it is. Saying collects; flushing sends.
/// Receiving belongs to one loop.
/// </summary>
internal abstract class Link(ClientStream clientStream) : IDisposable
{
    protected ClientStream ClientStream { get; } = clientStream;

    /// <summary>What the server calls itself; empty where it does not say.</summary>
    public virtual string Title => "";

    /// <summary>Enters a room, or is told why not; it can be tried again under another name then.</summary>
    public abstract Task<(Admission? Admission, Failure? Failure)> EnterAsync(JoinRequest joinRequest, TimeLimit limit);

    /// <summary>Asks who is in a room; false where this server does not tell. Present lines and a Total are the answer.</summary>
    public abstract bool AskWho(string room);

    /// <summary>Asks for a Pong line with this text; false where this server does not answer.</summary>
    public abstract bool AskPong(ReadOnlySpan<byte> text);

    /// <summary>Sends what was said; false where the connection is lost.</summary>
    public Task<bool> FlushAsync() => ClientStream.FlushAsync();

    /// <summary>Gives the next lines to <paramref name="handler"/>; false at the end of the connection.</summary>
    public abstract Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel);

    /// <summary>Says goodbye, in the way that this kind of server notices, while receiving goes on.</summary>
    public abstract Task LeaveAsync();

    public void Dispose() => ClientStream.Dispose();
}
