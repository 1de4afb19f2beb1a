using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// One member's socket, which never blocks: receives when its watch says so, and keeps what it could not send
/// at once. A member without a reader is stuck: it joins, and takes nothing from then on. Touched only by the
/// run's thread.
/// </summary>
internal sealed class BenchConnection : IDisposable
{
    /// <summary>As little as a system grants: a stuck member shall soon be a burden.</summary>
    private const int StuckReceiveBytes = 4096;

    /// <summary>No room says a line that is longer.</summary>
    private const int MaxLineBytes = 8 << 10;

    private readonly BenchConnections _all;
    private readonly BenchJoin _entrance;
    private readonly BenchCipher? _cipher;
    private byte[] _begunLine = [];
    private int _begunBytes;
    private byte[] _pending = [];
    private int _pendingBytes;
    private bool _isIn;
    private bool _isOver;

    /// <exception cref="SocketException">The process may have no more sockets.</exception>
    public BenchConnection(BenchConnections all, BenchReader? reader, string name, AddressFamily family)
    {
        _all = all;
        Reader = reader;
        _entrance = new BenchJoin(all.Options, name);
        Socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (reader is null)
        {
            Socket.ReceiveBufferSize = StuckReceiveBytes;
        }

        if (all.Certificate is not null)
        {
            _cipher = new BenchCipher(SendRaw, all.PlainBuffer, TakeInPlain);
        }
    }

    public Socket Socket { get; }

    public BenchReader? Reader { get; }

    /// <summary>False once the connection has ended, and for a stuck member that is in.</summary>
    public bool IsReceiving => !_isOver && !(_isIn && Reader is null);

    /// <summary>The socket could not take all that was sent.</summary>
    public bool IsSending => _pendingBytes > 0 && !_isOver;

    /// <summary>Called when the socket has taken what it could not take at once.</summary>
    public Action? OnSent { get; set; }

    /// <summary>
    /// Begins to connect; whether it could is found when something is to be received. Nothing here is awaited:
    /// what the runtime once waited for it would go on waiting for, beside the watch.
    /// </summary>
    /// <exception cref="SocketException">It cannot.</exception>
    public void Connect(IPEndPoint server)
    {
        Socket.Blocking = false;
        try
        {
            Socket.Connect(server);
        }
        catch (SocketException begun) when (begun.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // This is how a socket that does not block says that it goes on with it.
        }

        _cipher?.Begin(_all.Options.Server.Host, _all.Certificate!);
    }

    /// <summary>Receives and takes in what has come; where the peer has ended, up to the end.</summary>
    public void Receive(bool toTheEnd)
    {
        var isMore = true;
        while (isMore && IsReceiving)
        {
            // Where TLS is between, what has begun is plain, and what comes is not.
            var buffer = _all.ReceiveBuffer.AsSpan(_cipher is null ? _begunBytes : 0);
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

    /// <summary>Sends now what the socket takes now, and the rest when it can.</summary>
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

    public void GoOnSending()
    {
        var sent = Math.Max(Socket.Send(_pending.AsSpan(0, _pendingBytes), SocketFlags.None, out _), 0);
        _pending.AsSpan(sent, _pendingBytes - sent).CopyTo(_pending);
        _pendingBytes -= sent;
        if (_pendingBytes == 0)
        {
            OnSent?.Invoke();
        }
    }

    /// <summary>Hangs up with a reset: thousands of ports must not stay in use after a run.</summary>
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
            TakeInPlain(received.Length);
            return;
        }

        _cipher.Accept(received);
        if (_cipher.HasFailed && !_isOver)
        {
            End(SocketError.ConnectionReset);
        }
    }

    /// <summary>Takes in so many bytes of the plain buffer, behind the line that has begun.</summary>
    private void TakeInPlain(int bytes)
    {
        if (!IsReceiving)
        {
            return;
        }

        var buffer = _all.ReceiveBuffer.AsSpan();
        _all.PlainBuffer.AsSpan(0, _cipher is null ? 0 : bytes).CopyTo(buffer[_begunBytes..]);
        _begunLine.AsSpan(0, _begunBytes).CopyTo(buffer);
        TakeIn(buffer[..(_begunBytes + bytes)]);
    }

    private void SendRaw(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }

        // An error shows when the end is received.
        var sent = IsSending ? 0 : Socket.Send(bytes, SocketFlags.None, out _);
        if (sent < bytes.Length)
        {
            Postpone(bytes[Math.Max(sent, 0)..]);
        }
    }

    private void TakeIn(ReadOnlySpan<byte> bytes)
    {
        if (_isIn || Enter(ref bytes))
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

    private bool Enter(ref ReadOnlySpan<byte> bytes)
    {
        if (_entrance.IsAsked(ref bytes))
        {
            Send(_entrance.Introduction);
        }

        if (_entrance.IsAskedPassword(ref bytes))
        {
            Send(_entrance.PasswordLine);
        }

        _isIn = _entrance.IsIn(ref bytes);
        if (_isIn)
        {
            _all.Join();
        }
        else if (_entrance.Failure is { } failure)
        {
            _isOver = true;
            _all.Fail(failure);
        }

        return _isIn;
    }

    /// <summary>Keeps the beginning of a line, unless it is nothing that a room would say.</summary>
    private void Keep(ReadOnlySpan<byte> line)
    {
        _begunBytes = line.Length > MaxLineBytes ? 0 : line.Length;
        if (_begunBytes > _begunLine.Length)
        {
            _begunLine = new byte[Math.Min(2 * _begunBytes, MaxLineBytes)];
        }

        line[.._begunBytes].CopyTo(_begunLine);
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
