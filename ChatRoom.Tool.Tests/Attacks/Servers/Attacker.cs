using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// One connection of an attacker. The server may close it, or not read from it: <see cref="IsExpected"/> separates such ends from
/// our own mistakes.
/// </summary>
internal sealed class Attacker : IDisposable
{
    /// <summary>How long it waits for an answer, or for the server to take its bytes.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly byte[] _buffer = new byte[16 << 10];
    private readonly AttackTarget _target;
    private readonly Stream _stream;

    private Attacker(AttackTarget target, Socket socket, Stream stream) => (_target, Socket, _stream) = (target, socket, stream);

    public Socket Socket { get; }

    /// <summary>Connects, with TLS if the server requires it.</summary>
    /// <param name="narrow">Whether its receive buffer is small.</param>
    public static async Task<Attacker> ConnectAsync(AttackTarget target, bool narrow = false)
    {
        var attacker = await ConnectPlainAsync(target, narrow);
        if (!target.IsEncrypted)
        {
            return attacker;
        }

        var encrypted = new SslStream(attacker._stream, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        try
        {
            await HandshakeAsync(encrypted);
            return new Attacker(target, attacker.Socket, encrypted);
        }
        catch
        {
            attacker.Dispose();
            throw;
        }
    }

    /// <summary>Connects without TLS, even if the server requires it.</summary>
    public static async Task<Attacker> ConnectPlainAsync(AttackTarget target, bool narrow = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (narrow)
            {
                socket.ReceiveBufferSize = 2048;
            }

            await socket.ConnectAsync(IPAddress.Loopback, target.Port);
            target.Tally.CountConnection();
            return new Attacker(target, socket, new NetworkStream(socket));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether this happens to an attacker that is refused, disconnected or ignored.</summary>
    public static bool IsExpected(Exception end) =>
        end is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException;

    public static async Task HandshakeAsync(SslStream stream)
    {
        using var timeout = new CancellationTokenSource(Timeout * 5);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, timeout.Token);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        await _stream.WriteAsync(bytes, timeout.Token);
        _target.Tally.CountSent(bytes.Length);
    }

    /// <summary>Waits for bytes; returns their number, 0 at the end.</summary>
    public async Task<int> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var received = await _stream.ReadAsync(_buffer, timeout.Token);
        _target.Tally.CountReceived(received);
        return received;
    }

    /// <summary>Reads this many times, or to the end.</summary>
    public async Task ReadOnAsync(int times)
    {
        while (times-- > 0 && await ReadAsync() > 0)
        {
        }
    }

    /// <summary>Reads the bytes that are there, without waiting.</summary>
    public async Task ReadAvailableAsync()
    {
        while (Socket.Available > 0 && await ReadAsync() > 0)
        {
        }
    }

    /// <summary>Closes the connection in a random way.</summary>
    public async Task LeaveAsync(SeededRandom random)
    {
        switch (random.Number(0, 3))
        {
            case 0:
                Reset();
                break;
            case 1:
                // The pair goes on talking, so bytes come even after the server has seen the end.
                Socket.Shutdown(SocketShutdown.Send);
                await ReadOnAsync(20);
                break;
            case 2:
                Socket.Shutdown(SocketShutdown.Both);
                break;
            default:
                Dispose();
                break;
        }
    }

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose()
    {
        Socket.Dispose();
        _stream.Dispose();
    }
}
