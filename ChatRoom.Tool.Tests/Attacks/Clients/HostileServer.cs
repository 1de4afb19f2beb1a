using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Tests.Attacks.Servers;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>
/// A server that attacks its clients, with random behaviour for each connection. Disposing of it ends all connections.
/// </summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly AttackTally _tally;
    private readonly Task _accepting;

    public HostileServer(SeededRandom random, AttackTally tally)
    {
        _tally = tally;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(random);
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(SeededRandom random)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _tally.CountConnection();
                serving.Add(ServeAsync(socket, random.Another()));
                serving.RemoveAll(one => one.IsCompletedSuccessfully);
            }
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, SeededRandom random)
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                await AttackAsync(socket, random);
            }
            catch (Exception end) when (Attacker.IsExpected(end))
            {
                // The client is gone.
            }
        }
    }

    private async Task AttackAsync(Socket socket, SeededRandom random)
    {
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(socket, received);
        if (random.OnceIn(10))
        {
            await SendAsync(socket, random.Bytes(random.Number(1, 3000)), random);
        }
        else
        {
            await SendAsync(socket, random.OnceIn(10) ? Mutation.Of("NAME"u8.ToArray(), Recordings.Golden.ServerLines, random) : "NAME"u8.ToArray(), random);
            await Task.WhenAny(reading, received.Task);
            await SendAsync(socket, random.Number(0, 4) switch
            {
                0 => Relayed(random),
                1 => random.Bytes(random.Number(1, 10_000)),
                _ => Typed(random),
            }, random);
        }

        if (random.OnceIn(3))
        {
            socket.LingerState = new LingerOption(true, 0);
            return;
        }

        // The client closes by itself.
        socket.Shutdown(SocketShutdown.Send);
        await reading;
    }

    private async Task ReadAsync(Socket socket, TaskCompletionSource received)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, _stop.Token) is var length and > 0)
            {
                _tally.CountReceived(length);
                received.TrySetResult();
            }
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            // The client is gone; the caller sees that by the end of this task.
        }
    }

    private async Task SendAsync(Socket socket, byte[] bytes, SeededRandom random)
    {
        foreach (var piece in bytes.Length > 3000 ? [bytes] : random.Pieces(bytes))
        {
            for (var sent = 0; sent < piece.Length;)
            {
                sent += await socket.SendAsync(piece.AsMemory(sent), _stop.Token);
            }

            _tally.CountSent(piece.Length);
        }
    }

    /// <summary>Chunks such as a tutorial server relays.</summary>
    private static byte[] Relayed(SeededRandom random) =>
        [.. Enumerable.Range(0, random.Number(1, 30)).SelectMany(_ => (byte[])[.. "bob: "u8, .. random.One(Corpus.All).Bytes, .. random.OnceIn(2) ? "\n"u8 : ""u8])];

    /// <summary>Lines to a program, usually with a correct beginning.</summary>
    private static byte[] Typed(SeededRandom random)
    {
        var begin = random.Number(0, 3) switch
        {
            0 => "chatroom/1 1.2.3 a test\n",
            1 => "chatroom/1 1 x\nwatching lobby 5 1700000000000 1\n",
            _ => "chatroom/1 1 x\nsession 0\nwelcome lobby alice 5 1700000000000 3\n",
        };
        var lines = new List<byte>(Encoding.ASCII.GetBytes(begin));
        for (var count = random.Number(0, 60); count > 0; count--)
        {
            lines.AddRange(Line(random));
        }

        return random.OnceIn(3) ? Mutation.Of([.. lines], Recordings.Golden.ServerLines, random) : [.. lines];
    }

    private static byte[] Line(SeededRandom random) => random.Number(0, 6) switch
    {
        0 => random.One(Recordings.Golden.ServerLines),
        1 => Mutation.Of(random.One(Recordings.Golden.ServerLines), Recordings.Golden.ServerLines, random),
        2 => Encoding.ASCII.GetBytes($"ack {Number(random)} {Number(random)}\n"),
        3 => Encoding.ASCII.GetBytes($"{random.One(new[] { "gap", "refused code", "session", "retry", "total lobby", "servers 127.0.0.1:1 a:", "servers [::1]:" })} {Number(random)} {Number(random)} lobby\n"),
        4 => Encoding.ASCII.GetBytes($"message {Number(random)} {Number(random)} lobby bob hello\n"),
        5 when random.OnceIn(20) => [.. Enumerable.Repeat((byte)'x', 200_000)],
        _ => HostileLines.With(random.One(HostileLines.All), random.One(Corpus.All)),
    };

    private static string Number(SeededRandom random) =>
        random.One(new[] { "0", "1", "2", "3", "4", "5", "6", "7", "8", "99999", "2147483647", "9223372036854775806", "9223372036854775807", "9223372036854775808", "-1", "" });
}
