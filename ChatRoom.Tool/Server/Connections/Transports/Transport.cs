using System.Net;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// The bytes of one peer, plain or encrypted. Receiving and sending never block; waiting is a task. An expected end is
/// a result: the only exception is a cancellation. One task receives, and one thread at a time sends.
/// </summary>
internal abstract class Transport(IPAddress remoteAddress) : IDisposable
{
    private volatile bool _isClosed;

    public IPAddress RemoteAddress { get; } = remoteAddress;

    /// <summary>The door that the peer came to.</summary>
    public virtual Door Door { get; set; } = Door.Tcp;

    /// <summary>Not virtual: each round of the pump reads it for all connections.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>The socket, if bytes may be sent to it directly and without blocking; -1: they may not.</summary>
    public virtual int Descriptor => -1;

    /// <summary>It can send before <see cref="OpenAsync"/>: there is nothing to agree on with the peer.</summary>
    public virtual bool IsOpen => false;

    /// <summary>Completes when nothing of it runs any more, after it was disposed of.</summary>
    public virtual Task Stopped => Task.CompletedTask;

    /// <summary>Cancelled by <see cref="Interrupt"/>, if that does not end a wait by itself.</summary>
    public abstract CancellationToken Interrupted { get; }

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

    /// <summary>Sends something that is no text, if it can, so that proxies between do not close a silent connection. Loop thread only.</summary>
    public virtual void KeepAlive()
    {
    }

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

    /// <summary>Closes it at once, and what the peer has not accepted is discarded. The peer does not take it for a regular end.</summary>
    public abstract void Reset();

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
    public void Dispose()
    {
        _isClosed = true;
        Close();
    }

    /// <summary>Ends the output after everything that was sent; false: the peer is gone.</summary>
    public abstract Task<bool> EndOutputAsync(CancellationToken cancel);

    /// <summary>Releases everything that it holds. May be called twice.</summary>
    protected abstract void Close();
}
