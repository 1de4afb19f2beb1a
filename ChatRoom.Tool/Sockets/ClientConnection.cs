namespace ChatRoom.Sockets;

/// <summary>A client's connection, plain or encrypted. Any thread may send, one at a time. One thread receives.</summary>
internal abstract class ClientConnection : IDisposable
{
    /// <param name="buffer">Filled from its beginning. At the end of the connection, 0 bytes are received.</param>
    /// <param name="limit">If nothing is received at once, this is called for the token that ends the wait, instead of <paramref name="cancel"/>. null: no limit.</param>
    /// <param name="cancel">Ends the wait, if there is no <paramref name="limit"/>.</param>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, Func<CancellationToken>? limit, CancellationToken cancel);

    /// <summary>Sends as many bytes as it can at once; returns their number.</summary>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Closes the connection with a reset, so that the other side gets an error.</summary>
    public abstract void Reset();

    public abstract void Dispose();
}
