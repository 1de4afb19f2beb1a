using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// One peer's bytes, plain or encrypted. Receiving and sending never block; waiting is a task of its own. An expected end is
/// a result: no exception leaves it but for cancellation. One loop receives; who sends, sends one piece at a time.
/// </summary>
internal abstract class Transport(Socket socket, IPAddress remoteAddress) : IDisposable
{
    public IPAddress RemoteAddress { get; } = remoteAddress;

    /// <summary>Asked of every connection in every round of the pump, so it is no virtual call.</summary>
    public bool IsClosed => Handle.IsClosed;

    /// <summary>Completes once nothing of it runs any more, after it was disposed of.</summary>
    public virtual Task Stopped => Task.CompletedTask;

    /// <summary>Cancelled by <see cref="Interrupt"/>, where that does not end a wait by itself.</summary>
    public abstract CancellationToken Interrupted { get; }

    protected Socket Socket { get; } = socket;

    protected SafeSocketHandle Handle { get; } = socket.SafeHandle;

    /// <summary>Gets it ready to send and receive, before anything else is called; false where the peer is lost, or will not have it.</summary>
    public abstract ValueTask<bool> OpenAsync(CancellationToken cancel);

    /// <summary>Ends the wait for something to receive, the one under way or the next one. Any thread may call.</summary>
    public abstract void Interrupt();

    /// <summary>Waits until a receive will find something, holding no buffer meanwhile; false where the peer is lost.</summary>
    public abstract ValueTask<bool> WaitReadableAsync(CancellationToken cancel);

    public abstract TransportResult TryReceive(Span<byte> buffer, out int received);

    /// <summary>Sends two pieces as one; the second may be empty.</summary>
    public abstract TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent);

    /// <summary>Sends all of it, waiting for the peer as long as that takes; false where the peer is lost.</summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>
    /// Says that nothing more is sent, and takes in what the peer still sends until it closes too:
    /// closing over unread input would make the kernel throw away what the peer has not read yet.
    /// One that still sends when time is up is reset.
    /// </summary>
    public async Task LingerAsync(CancellationToken cancel)
    {
        if (!await EndOutputAsync(cancel))
        {
            // Gone already, which is what was waited for.
            return;
        }

        var discarded = new byte[4096];
        var goesOn = false;
        try
        {
            TransportResult result;
            do
            {
                // One that goes on sending neither stays nor holds up the loop.
                await Task.Yield();
                cancel.ThrowIfCancellationRequested();
                result = await WaitReadableAsync(cancel) ? TryReceive(discarded, out _) : TransportResult.Lost;
                goesOn |= result == TransportResult.Moved;
            }
            while (result is TransportResult.Moved or TransportResult.WouldBlock);
        }
        catch (OperationCanceledException) when (goesOn)
        {
            Reset();
            throw;
        }
    }

    /// <summary>
    /// Ends it at once, and has the kernel throw away what the peer has not taken: it might never take it, and the
    /// kernel would hold that for minutes, while the peer went on trying to send.
    /// </summary>
    public void Reset()
    {
        try
        {
            Socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            // Gone already, with nothing to throw away.
        }

        Dispose();
    }

    /// <summary>Ends it, and returns when nothing of it runs any more; a bug of what ran is reported.</summary>
    public async ValueTask CloseAsync(Action<Exception> fault)
    {
        Dispose();
        try
        {
            await Stopped;
        }
        catch (Exception bug)
        {
            fault(bug);
        }
    }

    /// <summary>Ends it at once: whoever waits on it is told that the peer is lost.</summary>
    public abstract void Dispose();

    /// <summary>Says behind everything that was sent that nothing more is; false where the peer is gone.</summary>
    protected abstract Task<bool> EndOutputAsync(CancellationToken cancel);

    /// <summary>Makes an accepted socket send at once; returns whose it is.</summary>
    /// <exception cref="SocketException">The peer is gone already.</exception>
    protected static IPAddress Prepare(Socket socket)
    {
        socket.NoDelay = true;
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    protected bool TryShutdown()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            return false;
        }
    }

    protected static TransportResult Result(SocketError error, int moved) => error switch
    {
        SocketError.Success => moved > 0 ? TransportResult.Moved : TransportResult.EndOfInput,
        SocketError.WouldBlock => TransportResult.WouldBlock,
        _ => TransportResult.Lost,
    };

    protected static bool IsExpectedEnd(Exception exception) => exception is SocketException or ObjectDisposedException;
}
