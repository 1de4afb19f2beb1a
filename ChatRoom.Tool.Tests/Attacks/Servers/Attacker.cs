using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// One connection of somebody who means harm. That it is cut off, or that nobody reads what it says, is what it must
/// expect: <see cref="IsExpected"/> tells that from our own mistakes.
/// </summary>
internal sealed class Attacker : IDisposable
{
    /// <summary>How long it waits for an answer, and for somebody to read what it says.</summary>
    private static readonly TimeSpan Stamina = TimeSpan.FromSeconds(2);

    private readonly byte[] _buffer = new byte[16 << 10];
    private readonly AttackTarget _attackTarget;
    private readonly Stream _stream;

    private Attacker(AttackTarget attackTarget, Socket socket, Stream stream) => (_attackTarget, Socket, _stream) = (attackTarget, socket, stream);

    public Socket Socket { get; }

    /// <summary>Connects, over TLS where the server speaks that.</summary>
    /// <param name="narrow">Takes in next to nothing before it reads.</param>
    public static async Task<Attacker> ConnectAsync(AttackTarget attackTarget, bool narrow = false)
    {
        var attacker = await ConnectPlainAsync(attackTarget, narrow);
        if (!attackTarget.IsEncrypted)
        {
            return attacker;
        }

        var encrypted = new SslStream(attacker._stream, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        try
        {
            await HandshakeAsync(encrypted);
            return new Attacker(attackTarget, attacker.Socket, encrypted);
        }
        catch
        {
            attacker.Dispose();
            throw;
        }
    }

    /// <summary>Connects, and speaks no TLS even where the server does.</summary>
    public static async Task<Attacker> ConnectPlainAsync(AttackTarget attackTarget, bool narrow = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (narrow)
            {
                socket.ReceiveBufferSize = 2048;
            }

            await socket.ConnectAsync(IPAddress.Loopback, attackTarget.Port);
            attackTarget.AttackTally.CountConnection();
            return new Attacker(attackTarget, socket, new NetworkStream(socket));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What an attacker meets who is refused, cut off or ignored.</summary>
    public static bool IsExpected(Exception end) =>
        end is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException;

    public static async Task HandshakeAsync(SslStream stream)
    {
        using var stamina = new CancellationTokenSource(Stamina * 5);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, stamina.Token);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var stamina = new CancellationTokenSource(Stamina);
        await _stream.WriteAsync(bytes, stamina.Token);
        _attackTarget.AttackTally.CountSent(bytes.Length);
    }

    /// <summary>Waits for something, and takes what comes first; 0 at the end.</summary>
    public async Task<int> ReadAsync()
    {
        using var stamina = new CancellationTokenSource(Stamina);
        var received = await _stream.ReadAsync(_buffer, stamina.Token);
        _attackTarget.AttackTally.CountReceived(received);
        return received;
    }

    /// <summary>Reads what comes, up to so many times, or to the end.</summary>
    public async Task ReadOnAsync(int times)
    {
        while (times-- > 0 && await ReadAsync() > 0)
        {
        }
    }

    /// <summary>Takes what is there already, without waiting.</summary>
    public async Task ReadWhatIsThereAsync()
    {
        while (Socket.Available > 0 && await ReadAsync() > 0)
        {
        }
    }

    /// <summary>Goes in one of the ways in which one can.</summary>
    public async Task LeaveAsync(SeededRandom seededRandom)
    {
        switch (seededRandom.Number(0, 3))
        {
            case 0:
                Reset();
                break;
            case 1:
                // The others in the room talk on, so that the end is not seen by silence.
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

    /// <summary>Goes without a goodbye, over whatever is on its way.</summary>
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
