using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ChatRoom.Native.Sockets;
using ChatRoom.Server.Connections.Loops;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>A peer's bytes without encryption. If the loop watches the socket, it is used by direct system calls.</summary>
internal sealed class SocketTransport : Transport
{
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly Readiness? _readiness;

    // null: the loop watches the socket, and no cancellation is needed.
    private readonly CancellationTokenSource? _interruption;

    // A receive that filled its buffer may have left more input, which the loop would not signal again.
    private bool _mayHaveMore;

    private SocketTransport(Socket socket, IPAddress remoteAddress, Readiness? readiness)
        : base(remoteAddress)
    {
        (_socket, _handle, _readiness) = (socket, socket.SafeHandle, readiness);
        _interruption = readiness is null ? new CancellationTokenSource() : null;
    }

    public override int Descriptor => _readiness is null ? -1 : (int)_handle.DangerousGetHandle();

    public override bool IsOpen => true;

    public override CancellationToken Interrupted => _interruption?.Token ?? CancellationToken.None;

    /// <summary>Takes over a socket that was accepted; null: its peer is gone already.</summary>
    public static SocketTransport? TryOpen(Socket socket, EventLoop loop)
    {
        try
        {
            var address = Prepare(socket);
            var readiness = loop.Watch(socket);
            if (readiness is null)
            {
                socket.Blocking = false;
            }

            return new SocketTransport(socket, address, readiness);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    public override ValueTask<bool> OpenAsync(CancellationToken cancel) => ValueTask.FromResult(true);

    public override ValueTask<bool> WaitReadableAsync(CancellationToken cancel) =>
        _mayHaveMore ? ValueTask.FromResult(true)
        : _readiness is not null ? _readiness.WaitAsync(cancel)
        : WaitForSocketAsync(cancel);

    public override void Interrupt()
    {
        _readiness?.Set(ended: false);
        _ = _interruption?.CancelAsync();
    }

    public override TransportResult TryReceive(Span<byte> buffer, out int received)
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

    public override TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
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

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        _readiness is not null ? SendWhenReadyAsync(_readiness, bytes, cancel) : SendBySocketAsync(bytes, cancel);

    /// <summary>
    /// The kernel discards what the peer has not accepted. Otherwise it would keep that for minutes for a peer that may never read, and
    /// that peer could go on sending.
    /// </summary>
    public override void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            // Closed already: there is nothing to discard.
        }

        Dispose();
    }

    public override Task<bool> EndOutputAsync(CancellationToken cancel)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return Task.FromResult(true);
        }
        catch (Exception end) when (IsExpectedEnd(end))
        {
            return Task.FromResult(false);
        }
    }

    protected override void Close()
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

    /// <summary>Disables Nagle on an accepted socket; returns the peer's address.</summary>
    /// <exception cref="SocketException">The peer is gone already.</exception>
    private static IPAddress Prepare(Socket socket)
    {
        socket.NoDelay = true;
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static TransportResult Result(SocketError error, int moved) => error switch
    {
        SocketError.Success => moved > 0 ? TransportResult.Moved : TransportResult.EndOfInput,
        SocketError.WouldBlock => TransportResult.WouldBlock,
        _ => TransportResult.Lost,
    };

    private static bool IsExpectedEnd(Exception exception) => exception is SocketException or ObjectDisposedException;
}
