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

    /// <summary>Enters a room, or is told why not; it can be tried again under another name then.</summary>
    public abstract Task<(Admission? Admission, Failure? Failure)> EnterAsync(Entry entry, CancellationToken cancel);

    /// <summary>Reads a room without being in it.</summary>
    public abstract Task<(Admission? Admission, Failure? Failure)> WatchAsync(string room, Since since, CancellationToken cancel);

    /// <summary>Asks who is in a room; false where this server does not tell. Present lines and a Total are the answer.</summary>
    public abstract bool AskWho(string room);

    /// <summary>Says a text; <paramref name="number"/> rises and is what a refusal names.</summary>
    public abstract ValueTask SayAsync(long number, ReadOnlySpan<byte> text);

    /// <summary>The next <paramref name="count"/> texts are said as one: all or none, and nothing comes between them.</summary>
    public abstract void Together(int count);

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
