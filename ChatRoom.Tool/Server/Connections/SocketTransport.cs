using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections;

/// <summary>What a receive or a send found.</summary>
internal enum TransportResult
{
    /// <summary>Some bytes were moved.</summary>
    Moved,

    /// <summary>Nothing can be moved now.</summary>
    WouldBlock,

    /// <summary>The peer will send nothing more.</summary>
    EndOfInput,

    /// <summary>The connection is broken.</summary>
    Lost,
}

/// <summary>
/// One peer's socket. Receiving and sending never block; waiting is a task of its own. An expected end is
/// a result: no exception leaves this class but for cancellation.
/// </summary>
internal sealed class SocketTransport : IDisposable
{
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly Readiness? _readiness;

    // Where a loop watches the socket it needs none.
    private readonly CancellationTokenSource? _interruption;

    // A receive that filled its buffer may have left something behind, of which no watcher would tell again.
    private bool _mayHaveMore;

    private SocketTransport(Socket socket, IPAddress remoteAddress, Readiness? readiness)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        _readiness = readiness;
        _interruption = readiness is null ? new CancellationTokenSource() : null;
        RemoteAddress = remoteAddress;
    }

    public IPAddress RemoteAddress { get; }

    /// <summary>Cancelled by <see cref="Interrupt"/>, where that does not end a wait by itself.</summary>
    public CancellationToken Interrupted => _interruption?.Token ?? CancellationToken.None;

    public bool IsClosed => _handle.IsClosed;

    /// <summary>Takes over a socket that was accepted; null where its peer is gone already.</summary>
    public static SocketTransport? TryOpen(Socket socket, EventLoop loop)
    {
        try
        {
            socket.NoDelay = true;
            var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            var readiness = loop.Watch(socket);
            if (readiness is null)
            {
                socket.Blocking = false;
            }

            return new SocketTransport(socket, address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, readiness);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Waits until a receive will find something, holding no buffer meanwhile; false where the peer is lost.</summary>
    public ValueTask<bool> WaitReadableAsync(CancellationToken cancel) =>
        _mayHaveMore ? ValueTask.FromResult(true)
        : _readiness is not null ? _readiness.WaitAsync(cancel)
        : WaitForSocketAsync(cancel);

    /// <summary>Ends the wait for something to receive, the one under way or the next one. Any thread may call.</summary>
    public void Interrupt()
    {
        _readiness?.Tell(ended: false);
        _ = _interruption?.CancelAsync();
    }

    public TransportResult TryReceive(Span<byte> buffer, out int received)
    {
        try
        {
            SocketError error;
            if (_readiness is not null)
            {
                error = LinuxSocket.Receive(_handle, buffer, out received);
            }
            else
            {
                received = _socket.Receive(buffer, SocketFlags.None, out error);
            }

            _mayHaveMore = received == buffer.Length;
            return Result(error, received);
        }
        catch (ObjectDisposedException)
        {
            received = 0;
            return TransportResult.Lost;
        }
    }

    /// <summary>Sends two pieces as one; the second may be empty.</summary>
    public TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
    {
        try
        {
            var error = _readiness is not null
                ? LinuxSocket.Send(_handle, first.Span, second.Span, out sent)
                : SendPortably(first, second, out sent);
            return Result(error, sent);
        }
        catch (ObjectDisposedException)
        {
            sent = 0;
            return TransportResult.Lost;
        }
    }

    /// <summary>Sends all of it, waiting for the peer as long as that takes; false where the peer is lost.</summary>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        _readiness is not null ? SendWhenReadyAsync(_readiness, bytes, cancel) : SendBySocketAsync(bytes, cancel);

    /// <summary>
    /// Says that nothing more is sent, and takes in what the peer still sends until it closes too:
    /// closing over unread input would make the kernel throw away what the peer has not read yet.
    /// One that still sends when time is up is reset.
    /// </summary>
    public async Task LingerAsync(CancellationToken cancel)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception end) when (IsExpectedEnd(end))
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
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            // Gone already, with nothing to throw away.
        }

        Dispose();
    }

    /// <summary>Ends it at once: whoever waits on it is told that the peer is lost.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _readiness?.Dispose();
    }

    private async ValueTask<bool> WaitForSocketAsync(CancellationToken cancel)
    {
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel);
            return true;
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            return false;
        }
    }

    private async ValueTask<bool> SendWhenReadyAsync(Readiness readiness, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            switch (TrySend(bytes, default, out var sent))
            {
                case TransportResult.Moved:
                    bytes = bytes[sent..];
                    break;
                case TransportResult.WouldBlock:
                    await readiness.Output.WaitAsync(cancel);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> SendBySocketAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancel)..];
            }

            return true;
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            return false;
        }
    }

    private SocketError SendPortably(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
    {
        SocketError error;
        sent = !second.IsEmpty && MemoryMarshal.TryGetArray(first, out var one) && MemoryMarshal.TryGetArray(second, out var two)
            ? _socket.Send([one, two], SocketFlags.None, out error)
            : _socket.Send(first.Span, SocketFlags.None, out error);
        return error;
    }

    private static TransportResult Result(SocketError error, int moved) => error switch
    {
        SocketError.Success => moved > 0 ? TransportResult.Moved : TransportResult.EndOfInput,
        SocketError.WouldBlock => TransportResult.WouldBlock,
        _ => TransportResult.Lost,
    };

    private static bool IsExpectedEnd(Exception exception) => exception is SocketException or ObjectDisposedException;
}
