namespace ChatRoom.Sockets;

/// <summary>A client's connection, plain or encrypted. Sending may come from any thread, one at a time, and receiving from one.</summary>
internal abstract class ClientConnection : IDisposable
{
    /// <param name="buffer">Filled from its beginning; nothing is received at the end of the connection.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="limit">Asked for what ends the wait instead, where nothing is received in a moment.</param>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel, Func<CancellationToken>? limit = null);

    /// <summary>Sends as much as it can at once; returns how much.</summary>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Hangs up with a reset, which the other side cannot fail to notice.</summary>
    public abstract void Reset();

    public abstract void Dispose();
}
