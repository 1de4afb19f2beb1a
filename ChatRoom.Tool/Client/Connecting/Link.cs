using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting;

/// <summary>Handles a line from a server. The line is valid only during the call.</summary>
internal delegate void LineHandler(in ServerLine line);

/// <summary>
/// One connection to a server of any kind. Lines that are said are buffered; flushing sends them.
/// One loop receives.
/// </summary>
internal abstract class Link(ClientStream clientStream) : IDisposable
{
    protected ClientStream ClientStream { get; } = clientStream;

    /// <summary>The server's title; empty if it has none.</summary>
    public virtual string Title => "";

    /// <summary>Joins a room; or null, and the reason. After a refusal the client may try again under another name.</summary>
    public abstract Task<(Admission? Admission, Failure? Failure)> JoinAsync(JoinRequest joinRequest, TimeLimit limit);

    /// <summary>Asks for a list; false if this kind of server answers no questions.</summary>
    /// <param name="room">The room whose members are asked for.</param>
    public abstract bool Ask(Question question, string room);

    /// <summary>Asks for a Pong line with this text; false if this server has no such answer.</summary>
    public abstract bool Ping(ReadOnlySpan<byte> text);

    /// <summary>Sends what was said; false if the connection is lost.</summary>
    public Task<bool> FlushAsync() => ClientStream.FlushAsync();

    /// <summary>Passes the next lines to <paramref name="handler"/>; false at the end of the connection.</summary>
    public abstract Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel);

    /// <summary>Leaves, in the way that this kind of server notices. Receiving goes on.</summary>
    public abstract Task LeaveAsync();

    public void Dispose() => ClientStream.Dispose();
}
