using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// The bytes of one peer, plain or encrypted. Receiving and sending never block; waiting is a task. An expected end is
/// a result: the only exception is a cancellation. One task receives, and one thread at a time sends.
/// </summary>
internal abstract class Transport(Socket socket, IPAddress remoteAddress) : IDisposable
{
    public IPAddress RemoteAddress { get; } = remoteAddress;

    /// <summary>Not virtual: each round of the pump reads it for all connections.</summary>
    public bool IsClosed => Handle.IsClosed;

    /// <summary>The socket, if bytes may be sent to it directly and without blocking; -1: they may not.</summary>
    public virtual int Descriptor => -1;

    /// <summary>It can send before <see cref="OpenAsync"/>: there is nothing to agree on with the peer.</summary>
    public virtual bool IsOpen => false;

    /// <summary>Completes when nothing of it runs any more, after it was disposed of.</summary>
    public virtual Task Stopped => Task.CompletedTask;

    /// <summary>Cancelled by <see cref="Interrupt"/>, if that does not end a wait by itself.</summary>
    public abstract CancellationToken Interrupted { get; }

    protected Socket Socket { get; } = socket;

    protected SafeSocketHandle Handle { get; } = socket.SafeHandle;

    /// <summary>Prepares it to send and receive, before any other call; false: the peer is lost or refuses.</summary>
    public abstract ValueTask<bool> OpenAsync(CancellationToken cancel);

    /// <summary>Ends the current wait for input, or the next one. Any thread.</summary>
    public abstract void Interrupt();

    /// <summary>Waits, without a buffer, until a receive returns something; false: the peer is lost.</summary>
    public abstract ValueTask<bool> WaitReadableAsync(CancellationToken cancel);

    public abstract TransportResult TryReceive(Span<byte> buffer, out int received);

    /// <summary>Sends two pieces as one; the second may be empty.</summary>
    public abstract TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent);

    /// <summary>Sends all of it, however long the peer takes; false: the peer is lost.</summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>
    /// Ends the output, and discards what the peer still sends until it closes too. If a socket is closed with unread
    /// input, the kernel discards what the peer has not read yet. A peer that still sends when time is up is reset.
    /// </summary>
    public async Task LingerAsync(CancellationToken cancel)
    {
        if (!await EndOutputAsync(cancel))
        {
            // The peer is gone already.
            return;
        }

        var discarded = new byte[4096];
        var stillSends = false;
        try
        {
            TransportResult result;
            do
            {
                // A peer that sends without end neither stays nor delays the loop.
                await Task.Yield();
                cancel.ThrowIfCancellationRequested();
                result = await WaitReadableAsync(cancel) ? TryReceive(discarded, out _) : TransportResult.Lost;
                stillSends |= result == TransportResult.Moved;
            }
            while (result is TransportResult.Moved or TransportResult.WouldBlock);
        }
        catch (OperationCanceledException) when (stillSends)
        {
            Reset();
            throw;
        }
    }

    /// <summary>
    /// Closes it at once, and the kernel discards what the peer has not accepted. Otherwise the kernel would keep that
    /// for minutes for a peer that may never read, and that peer could go on sending.
    /// </summary>
    public void Reset()
    {
        try
        {
            Socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            // Closed already: there is nothing to discard.
        }

        Dispose();
    }

    /// <summary>Closes it, and returns when nothing of it runs any more; a bug in what ran is reported.</summary>
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

    /// <summary>Closes it at once: every wait for it ends with a lost peer.</summary>
    public abstract void Dispose();

    /// <summary>Ends the output after everything that was sent; false: the peer is gone.</summary>
    protected abstract Task<bool> EndOutputAsync(CancellationToken cancel);

    /// <summary>Disables Nagle on an accepted socket; returns the peer's address.</summary>
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
