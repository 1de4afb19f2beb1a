using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Tests.Attacks.Servers;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>
/// A server that means harm to whoever connects: what it says and does is thrown anew for each connection. Disposing of it
/// ends them all.
/// </summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly AttackTally _attackTally;
    private readonly Task _accepting;

    public HostileServer(SeededRandom seededRandom, AttackTally attackTally)
    {
        _attackTally = attackTally;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(seededRandom);
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(SeededRandom seededRandom)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _attackTally.CountConnection();
                serving.Add(ServeAsync(socket, seededRandom.Another()));
                serving.RemoveAll(one => one.IsCompletedSuccessfully);
            }
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, SeededRandom seededRandom)
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                await SayAsync(socket, seededRandom);
            }
            catch (Exception end) when (Attacker.IsExpected(end))
            {
                // The client went away.
            }
        }
    }

    private async Task SayAsync(Socket socket, SeededRandom seededRandom)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(socket, heard);
        if (seededRandom.OnceIn(10))
        {
            await SendAsync(socket, seededRandom.Bytes(seededRandom.Number(1, 3000)), seededRandom);
        }
        else
        {
            await SendAsync(socket, seededRandom.OnceIn(10) ? Mutation.Of("NAME"u8.ToArray(), Recordings.Golden.ServerLines, seededRandom) : "NAME"u8.ToArray(), seededRandom);
            await Task.WhenAny(reading, heard.Task);
            await SendAsync(socket, seededRandom.Number(0, 4) switch
            {
                0 => Relayed(seededRandom),
                1 => seededRandom.Bytes(seededRandom.Number(1, 10_000)),
                _ => Typed(seededRandom),
            }, seededRandom);
        }

        if (seededRandom.OnceIn(3))
        {
            socket.LingerState = new LingerOption(true, 0);
            return;
        }

        // A client that has had enough goes by itself.
        socket.Shutdown(SocketShutdown.Send);
        await reading;
    }

    private async Task ReadAsync(Socket socket, TaskCompletionSource heard)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, _stop.Token) is var received and > 0)
            {
                _attackTally.CountReceived(received);
                heard.TrySetResult();
            }
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            // Gone, as whoever waits for this sees.
        }
    }

    private async Task SendAsync(Socket socket, byte[] bytes, SeededRandom seededRandom)
    {
        foreach (var piece in bytes.Length > 3000 ? [bytes] : seededRandom.Pieces(bytes))
        {
            for (var sent = 0; sent < piece.Length;)
            {
                sent += await socket.SendAsync(piece.AsMemory(sent), _stop.Token);
            }

            _attackTally.CountSent(piece.Length);
        }
    }

    /// <summary>What a server of the tutorial's kind relays.</summary>
    private static byte[] Relayed(SeededRandom seededRandom) =>
        [.. Enumerable.Range(0, seededRandom.Number(1, 30)).SelectMany(_ => (byte[])[.. "bob: "u8, .. seededRandom.One(Corpus.All).Bytes, .. seededRandom.OnceIn(2) ? "\n"u8 : ""u8])];

    /// <summary>A conversation with a program that begins well, most often.</summary>
    private static byte[] Typed(SeededRandom seededRandom)
    {
        var begin = seededRandom.Number(0, 3) switch
        {
            0 => "chatroom/1 1.2.3 a test\n",
            1 => "chatroom/1 1 x\nwatching lobby 5 1700000000000 1\n",
            _ => "chatroom/1 1 x\nsession 0\nwelcome lobby alice 5 1700000000000 3\n",
        };
        var lines = new List<byte>(Encoding.ASCII.GetBytes(begin));
        for (var count = seededRandom.Number(0, 60); count > 0; count--)
        {
            lines.AddRange(Line(seededRandom));
        }

        return seededRandom.OnceIn(3) ? Mutation.Of([.. lines], Recordings.Golden.ServerLines, seededRandom) : [.. lines];
    }

    private static byte[] Line(SeededRandom seededRandom) => seededRandom.Number(0, 6) switch
    {
        0 => seededRandom.One(Recordings.Golden.ServerLines),
        1 => Mutation.Of(seededRandom.One(Recordings.Golden.ServerLines), Recordings.Golden.ServerLines, seededRandom),
        2 => Encoding.ASCII.GetBytes($"ack {Number(seededRandom)} {Number(seededRandom)}\n"),
        3 => Encoding.ASCII.GetBytes($"{seededRandom.One(new[] { "gap", "refused code", "session", "retry", "total lobby" })} {Number(seededRandom)} {Number(seededRandom)} lobby\n"),
        4 => Encoding.ASCII.GetBytes($"message {Number(seededRandom)} {Number(seededRandom)} lobby bob hello\n"),
        5 when seededRandom.OnceIn(20) => [.. Enumerable.Repeat((byte)'x', 200_000)],
        _ => HostileLines.With(seededRandom.One(HostileLines.All), seededRandom.One(Corpus.All)),
    };

    private static string Number(SeededRandom seededRandom) =>
        seededRandom.One(new[] { "0", "1", "2", "3", "4", "5", "6", "7", "8", "99999", "2147483647", "9223372036854775806", "9223372036854775807", "9223372036854775808", "-1", "" });
}
