using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>Is given each line that a server tells; the line is gone when this returns.</summary>
internal delegate void LineHandler(in ServerLine line);

/// <summary>
/// A conversation with a server, whichever kind of server it is. Saying collects; flushing sends.
/// Receiving belongs to one loop.
/// </summary>
internal abstract class Link(Wire wire) : IDisposable
{
    protected Wire Wire { get; } = wire;

    /// <summary>What the server calls itself; empty where it does not say.</summary>
    public virtual string Title => "";

    /// <summary>Enters the room, or is told why not; it can be tried again under another name then.</summary>
    public abstract Task<Failure?> JoinAsync(string room, Nickname name, CancellationToken cancel);

    /// <summary>Says a text; <paramref name="number"/> rises and is what a refusal names.</summary>
    public abstract ValueTask SayAsync(long number, ReadOnlySpan<byte> text);

    /// <summary>Says or does what a person typed.</summary>
    public abstract ValueTask TypeAsync(long number, ReadOnlySpan<byte> typed);

    /// <summary>Sends what was said; false where the connection is lost.</summary>
    public abstract Task<bool> FlushAsync();

    /// <summary>Waits until at most that many lines are unacknowledged; false where the connection is lost before.</summary>
    public abstract Task<bool> WaitForAcknowledgementsAsync(int outstanding);

    /// <summary>Lines that were said and are not acknowledged.</summary>
    public virtual int Unacknowledged => 0;

    /// <summary>Gives the next lines to <paramref name="handler"/>; false at the end of the connection.</summary>
    public abstract Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel);

    /// <summary>Says goodbye, in the way that this kind of server notices, while receiving goes on.</summary>
    public abstract Task LeaveAsync();

    public void Dispose() => Wire.Dispose();
}
