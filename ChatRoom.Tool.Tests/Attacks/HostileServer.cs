using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatRoom.Tests.Attacks;

/// <summary>
/// A server that means harm to whoever connects: what it says and does is thrown anew for each connection. Disposing of it
/// ends them all.
/// </summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Tally _tally;
    private readonly Task _accepting;

    public HostileServer(Dice dice, Tally tally)
    {
        _tally = tally;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(dice);
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(Dice dice)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _tally.CountConnection();
                serving.Add(ServeAsync(socket, dice.Another()));
                serving.RemoveAll(one => one.IsCompletedSuccessfully);
            }
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, Dice dice)
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                await SayAsync(socket, dice);
            }
            catch (Exception end) when (Attacker.IsExpected(end))
            {
                // The client went away.
            }
        }
    }

    private async Task SayAsync(Socket socket, Dice dice)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(socket, heard);
        if (dice.OnceIn(10))
        {
            await SendAsync(socket, dice.Bytes(dice.Number(1, 3000)), dice);
        }
        else
        {
            await SendAsync(socket, dice.OnceIn(10) ? Mutation.Of("NAME"u8.ToArray(), Recordings.Golden.ServerLines, dice) : "NAME"u8.ToArray(), dice);
            await Task.WhenAny(reading, heard.Task);
            await SendAsync(socket, dice.Number(0, 4) switch
            {
                0 => Relayed(dice),
                1 => dice.Bytes(dice.Number(1, 10_000)),
                _ => Typed(dice),
            }, dice);
        }

        if (dice.OnceIn(3))
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
                _tally.CountReceived(received);
                heard.TrySetResult();
            }
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            // Gone, as whoever waits for this sees.
        }
    }

    private async Task SendAsync(Socket socket, byte[] bytes, Dice dice)
    {
        foreach (var piece in bytes.Length > 3000 ? [bytes] : dice.Pieces(bytes))
        {
            for (var sent = 0; sent < piece.Length;)
            {
                sent += await socket.SendAsync(piece.AsMemory(sent), _stop.Token);
            }

            _tally.CountSent(piece.Length);
        }
    }

    /// <summary>What a server of the tutorial's kind relays.</summary>
    private static byte[] Relayed(Dice dice) =>
        [.. Enumerable.Range(0, dice.Number(1, 30)).SelectMany(_ => (byte[])[.. "bob: "u8, .. dice.One(Corpus.All).Bytes, .. dice.OnceIn(2) ? "\n"u8 : ""u8])];

    /// <summary>A conversation with a program that begins well, most often.</summary>
    private static byte[] Typed(Dice dice)
    {
        var begin = dice.Number(0, 3) switch
        {
            0 => "chatroom/1 1.2.3 a test\n",
            1 => "chatroom/1 1 x\nwatching lobby 5 1700000000000 1\n",
            _ => "chatroom/1 1 x\nsession 0\nwelcome lobby alice 5 1700000000000 3\n",
        };
        var lines = new List<byte>(Encoding.ASCII.GetBytes(begin));
        for (var count = dice.Number(0, 60); count > 0; count--)
        {
            lines.AddRange(Line(dice));
        }

        return dice.OnceIn(3) ? Mutation.Of([.. lines], Recordings.Golden.ServerLines, dice) : [.. lines];
    }

    private static byte[] Line(Dice dice) => dice.Number(0, 6) switch
    {
        0 => dice.One(Recordings.Golden.ServerLines),
        1 => Mutation.Of(dice.One(Recordings.Golden.ServerLines), Recordings.Golden.ServerLines, dice),
        2 => Encoding.ASCII.GetBytes($"ack {Number(dice)} {Number(dice)}\n"),
        3 => Encoding.ASCII.GetBytes($"{dice.One(new[] { "gap", "refused code", "session", "retry", "total lobby" })} {Number(dice)} {Number(dice)} lobby\n"),
        4 => Encoding.ASCII.GetBytes($"message {Number(dice)} {Number(dice)} lobby bob hello\n"),
        5 when dice.OnceIn(20) => [.. Enumerable.Repeat((byte)'x', 200_000)],
        _ => HostileLines.With(dice.One(HostileLines.All), dice.One(Corpus.All)),
    };

    private static string Number(Dice dice) =>
        dice.One(new[] { "0", "1", "2", "3", "4", "5", "6", "7", "8", "99999", "2147483647", "9223372036854775806", "9223372036854775807", "9223372036854775808", "-1", "" });
}
