using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Client.Benchmark;

/// <summary>
/// One member's socket. Receives into a buffer of its own, one system call for what has come and one to
/// wait, on whatever thread the runtime completes it; what has come is taken in under the lane's lock.
/// </summary>
internal sealed class BenchConnection : IDisposable
{
    private readonly BenchConnections _all;
    private readonly Lane _lane;
    private readonly BenchEntrance _entrance;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receive = new(true);
    private readonly SocketAsyncEventArgs _send = new(true);
    private readonly Lock _sendGate = new();
    private readonly TaskCompletionSource<Failure?> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer;
    private int _held;
    private bool _isIn;
    private bool _isSending;
    private volatile bool _isDisposed;

    /// <exception cref="SocketException">The process may have no more sockets.</exception>
    public BenchConnection(BenchConnections all, BenchReader reader, Lane lane, string name, int bufferBytes)
    {
        _all = all;
        _lane = lane;
        Reader = reader;
        _entrance = new BenchEntrance(all.Options, name);
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _buffer = GC.AllocateUninitializedArray<byte>(bufferBytes, pinned: true);
        _receive.Completed += (_, _) => TakeInAndReceive();
        _send.Completed += (_, _) => EndSending();
    }

    public BenchReader Reader { get; }

    /// <summary>Called when the socket has taken what it could not take at once.</summary>
    public Action? OnSent { get; set; }

    /// <summary>Connects, and waits until the server has let it in; returns why it did not.</summary>
    /// <exception cref="SocketException">Nobody answers.</exception>
    public async Task<Failure?> JoinAsync(CancellationToken enough)
    {
        var server = _all.Options.Server;
        await (_all.Found is { } found ? _socket.ConnectAsync(found, enough) : _socket.ConnectAsync(server.Host, server.Port, enough));
        _all.Found ??= (IPEndPoint?)_socket.RemoteEndPoint;
        _socket.Blocking = false;
        Receive();
        return await _joined.Task.WaitAsync(enough);
    }

    /// <summary>Sends; true where the socket goes on with it until <see cref="OnSent"/>.</summary>
    public bool Send(byte[] buffer, int length)
    {
        lock (_sendGate)
        {
            _send.SetBuffer(buffer, 0, length);
            return _isSending = !_isDisposed && _socket.SendAsync(_send);
        }
    }

    /// <summary>Says something short, unless there is no room for it: a peer that is so far behind will not miss it.</summary>
    public void Say(ReadOnlySpan<byte> bytes)
    {
        lock (_sendGate)
        {
            if (!_isSending && !_isDisposed)
            {
                _socket.Send(bytes, SocketFlags.None, out _);
            }
        }
    }

    /// <summary>Hangs up with a reset: thousands of ports must not stay in use after a run.</summary>
    public void Dispose()
    {
        lock (_sendGate)
        {
            _isDisposed = true;
        }

        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private void TakeInAndReceive()
    {
        if (TakeIn())
        {
            Receive();
        }
    }

    private void Receive()
    {
        try
        {
            do
            {
                _receive.SetBuffer(_buffer, _held, _buffer.Length - _held);
            }
            while (!_socket.ReceiveAsync(_receive) && TakeIn());
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
    }

    /// <summary>Takes in what was received; false at the end of the connection.</summary>
    private bool TakeIn()
    {
        if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
        {
            Lose();
            return false;
        }

        _held += _receive.BytesTransferred;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _held);
        if (!_isIn && !Enter(ref rest))
        {
            Keep(rest);
            return _entrance.Failure is null;
        }

        byte[]? ping;
        lock (_lane.Gate)
        {
            rest = rest[Reader.Accept(rest, _all.Clock.Now)..];
            _lane.WakeSenders(_all.Senders);
            (ping, Reader.Ping) = (Reader.Ping, null);
        }

        Keep(rest);
        if (ping is not null)
        {
            Say([.. "pong "u8, .. ping, (byte)'\n']);
        }

        return true;
    }

    private bool Enter(ref ReadOnlySpan<byte> bytes)
    {
        if (_entrance.IsAsked(ref bytes))
        {
            Say(_entrance.Introduction);
        }

        _isIn = _entrance.IsIn(ref bytes);
        if (_isIn || _entrance.Failure is not null)
        {
            _joined.TrySetResult(_entrance.Failure);
        }

        return _isIn;
    }

    /// <summary>Keeps the beginning of a line in front; one that fills the buffer is nothing that a room would say.</summary>
    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.Length == _buffer.Length)
        {
            rest = default;
        }

        if (rest.Length < _held)
        {
            rest.CopyTo(_buffer);
        }

        _held = rest.Length;
    }

    private void EndSending()
    {
        lock (_sendGate)
        {
            _isSending = false;
        }

        if (_send.SocketError == SocketError.Success)
        {
            OnSent?.Invoke();
        }
    }

    private void Lose()
    {
        if (!_isDisposed && !_joined.TrySetResult(new Failure(Outcome.Lost, "the server closed a connection before it let it in")))
        {
            _all.Lose();
        }
    }
}
