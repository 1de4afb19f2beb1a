using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// One member's socket, which never blocks: it receives when the poller says so, and keeps bytes that it could not send at
/// once. A member without a reader is stuck: it joins, and then reads nothing. Only the run's thread uses it.
/// </summary>
internal sealed class BenchConnection : IDisposable
{
    /// <summary>The smallest buffer that systems grant, so that a stuck member soon slows the server.</summary>
    private const int StuckReceiveBytes = 4096;

    /// <summary>A server sends no longer line.</summary>
    private const int MaxLineBytes = 8 << 10;

    private readonly BenchConnections _all;
    private readonly BenchJoin _join;
    private readonly BenchCipher? _cipher;
    private byte[] _unfinished = [];
    private int _unfinishedBytes;
    private byte[] _pending = [];
    private int _pendingBytes;
    private bool _isIn;
    private bool _isOver;

    /// <exception cref="SocketException">The process may have no more sockets.</exception>
    public BenchConnection(BenchConnections all, BenchReader? reader, BenchJoin join, AddressFamily family)
    {
        _all = all;
        Reader = reader;
        _join = join;
        Socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (reader is null)
        {
            Socket.ReceiveBufferSize = StuckReceiveBytes;
        }

        if (all.Certificate is not null)
        {
            _cipher = new BenchCipher(SendRaw, all.PlainBuffer, HandlePlain);
        }
    }

    public Socket Socket { get; }

    public BenchReader? Reader { get; }

    /// <summary>False once the connection has ended, and for a stuck member that is in.</summary>
    public bool IsReceiving => !_isOver && !(_isIn && Reader is null);

    /// <summary>The socket has not yet taken all that was to be sent.</summary>
    public bool IsSending => _pendingBytes > 0 && !_isOver;

    /// <summary>Called when the socket has taken the bytes that had to wait.</summary>
    public Action? OnSent { get; set; }

    /// <summary>
    /// Begins to connect; a failure shows at the first receive. Nothing here is asynchronous: once the runtime has polled a
    /// socket, it goes on polling it besides our poller.
    /// </summary>
    /// <exception cref="SocketException">Connecting failed at once.</exception>
    public void Connect(IPEndPoint server)
    {
        Socket.Blocking = false;
        try
        {
            Socket.Connect(server);
        }
        catch (SocketException begun) when (begun.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // A nonblocking socket reports in this way that connecting goes on.
        }

        _cipher?.Begin(_all.Options.Server.Host, _all.Certificate!);
    }

    /// <summary>Receives what has arrived; <paramref name="toTheEnd"/>: the peer has closed, so it receives until the end.</summary>
    public void Receive(bool toTheEnd)
    {
        var isMore = true;
        while (isMore && IsReceiving)
        {
            // Without TLS, bytes follow the unfinished line. With TLS they are encrypted, and the line is plain.
            var buffer = _all.ReceiveBuffer.AsSpan(_cipher is null ? _unfinishedBytes : 0);
            var received = Socket.Receive(buffer, SocketFlags.None, out var error);
            if (received > 0)
            {
                isMore = toTheEnd || received == buffer.Length;
                Accept(buffer[..received]);
            }
            else
            {
                isMore = false;
                if (error != SocketError.WouldBlock)
                {
                    End(error);
                }
            }
        }
    }

    /// <summary>Sends as much as the socket takes, and the rest later.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }

        if (_cipher is null)
        {
            SendRaw(bytes);
        }
        else
        {
            _cipher.Send(bytes);
        }
    }

    public void ContinueSending()
    {
        var sent = Math.Max(Socket.Send(_pending.AsSpan(0, _pendingBytes), SocketFlags.None, out _), 0);
        _pending.AsSpan(sent, _pendingBytes - sent).CopyTo(_pending);
        _pendingBytes -= sent;
        if (_pendingBytes == 0)
        {
            OnSent?.Invoke();
        }
    }

    /// <summary>Closes with a reset, so that no port stays in use after a run.</summary>
    public void Dispose()
    {
        _isOver = true;
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
        _cipher?.Dispose();
    }

    private void Accept(Span<byte> received)
    {
        if (_cipher is null)
        {
            HandlePlain(received.Length);
            return;
        }

        _cipher.Accept(received);
        if (_cipher.HasFailed && !_isOver)
        {
            End(SocketError.ConnectionReset);
        }
    }

    /// <summary>Handles this many plain bytes, which follow the unfinished line.</summary>
    private void HandlePlain(int bytes)
    {
        if (!IsReceiving)
        {
            return;
        }

        var buffer = _all.ReceiveBuffer.AsSpan();
        _all.PlainBuffer.AsSpan(0, _cipher is null ? 0 : bytes).CopyTo(buffer[_unfinishedBytes..]);
        _unfinished.AsSpan(0, _unfinishedBytes).CopyTo(buffer);
        Handle(buffer[..(_unfinishedBytes + bytes)]);
    }

    private void SendRaw(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }

        // An error shows at the next receive.
        var sent = IsSending ? 0 : Socket.Send(bytes, SocketFlags.None, out _);
        if (sent < bytes.Length)
        {
            Postpone(bytes[Math.Max(sent, 0)..]);
        }
    }

    private void Handle(ReadOnlySpan<byte> bytes)
    {
        if (_isIn || TryJoin(ref bytes))
        {
            if (Reader is null)
            {
                return;
            }

            bytes = bytes[Reader.Accept(bytes, _all.Clock.Now)..];
            if (Reader.Ping is { } ping)
            {
                Reader.Ping = null;
                Send([.. "pong "u8, .. ping, (byte)'\n']);
            }
        }

        Keep(bytes);
    }

    private bool TryJoin(ref ReadOnlySpan<byte> bytes)
    {
        if (_join.IsAsked(ref bytes))
        {
            Send(_join.NameAnswer);
        }

        if (_join.IsAskedPassword(ref bytes))
        {
            Send(_join.PasswordLine);
        }

        if (_join.IsToMove(ref bytes))
        {
            Send(_join.MoveLine);
        }

        _isIn = _join.IsIn(ref bytes);
        if (_isIn)
        {
            _all.Join();
        }
        else if (_join.Failure is { } failure)
        {
            _isOver = true;
            _all.Fail(failure);
        }

        return _isIn;
    }

    /// <summary>Keeps an unfinished line, unless it is longer than any line of a server.</summary>
    private void Keep(ReadOnlySpan<byte> line)
    {
        _unfinishedBytes = line.Length > MaxLineBytes ? 0 : line.Length;
        if (_unfinishedBytes > _unfinished.Length)
        {
            _unfinished = new byte[Math.Min(2 * _unfinishedBytes, MaxLineBytes)];
        }

        line[.._unfinishedBytes].CopyTo(_unfinished);
    }

    private void Postpone(ReadOnlySpan<byte> bytes)
    {
        if (_pendingBytes + bytes.Length > _pending.Length)
        {
            Array.Resize(ref _pending, _pendingBytes + bytes.Length);
        }

        bytes.CopyTo(_pending.AsSpan(_pendingBytes));
        _pendingBytes += bytes.Length;
    }

    private void End(SocketError error)
    {
        _isOver = true;
        if (!_isIn)
        {
            _all.FailToJoin(error);
        }
        else
        {
            _all.Lose();
        }
    }
}
