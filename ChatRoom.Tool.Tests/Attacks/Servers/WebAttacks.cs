using System.Text;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Tests.Support.Values;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>The attacks on the web door of a server: requests, WebSockets and frames, right, wrong and unfinished.</summary>
internal static class WebAttacks
{
    private const string AsksForIrc = "Sec-WebSocket-Protocol: text.ircv3.net\r\n";

    private static readonly string[] Paths =
        ["/", "/lobby", "/lobby?poll&last=5", "/lobby?format=sse", "/lobby?format=text&since=all", "/LOBBY?before=50&last=10", "/attic", "/-/rooms", "/-/who/lobby", "/-/health", "/-/socket", "/-/app.js", "/-/qr.svg?room=lobby", "/metrics", "/..%2f", "*", "//"];

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "CONNECT", "get", ""];

    private static readonly string[] Headers =
    [
        "Accept: text/event-stream", "Accept: text/html", "Last-Event-ID: x.5", "Idempotency-Key: a", "Name: web1", "Name: alice", "Authorization: Basic YTpi", "Authorization: Bearer x",
        "X-Forwarded-For: 192.0.2.1", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "Connection: close", "Connection: Upgrade", "Upgrade: websocket", "Upgrade: h2c",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: chatroom.typed", "Sec-WebSocket-Protocol: text.ircv3.net", "Expect: 100-continue", "Range: bytes=0-", "Content-Encoding: gzip",
        "Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded", "X-GitHub-Event: push", "If-None-Match: *", "Cookie: a=b", "Transfer-Encoding: chunked", "Content-Length: 5",
    ];

    private static readonly byte[][] Bodies =
    [
        [], "hello"u8.ToArray(), "one\ntwo\r\nthree"u8.ToArray(), """{"text":"hello","username":"m1"}"""u8.ToArray(), "payload=%7B%22text%22%3A%22a%22%7D"u8.ToArray(),
        """{"content":{"a":[1,2,{}]}}"""u8.ToArray(), new byte[2000], "5\r\nhello\r\n0\r\n\r\n"u8.ToArray(), "ffffffffff\r\n"u8.ToArray(),
    ];

    public static readonly Attack[] All =
    [
        new("web: requests", (target, random) => RequestsAsync(target, random, Request)),
        new("web: mutated requests", (target, random) => RequestsAsync(target, random, source => Mutation.Of(Request(source), [Request(source), Request(source)], source))),
        new("web: random bytes", (target, random) => RequestsAsync(target, random, source => source.Bytes(source.Number(1, 3000)))),
        new("web: a head that never ends", SlowHeadAsync),
        new("web: a stream that nobody reads", UnreadStreamAsync),
        new("web: connections without a request", IdleAsync),
        new("web: frames", (target, random) => FramesAsync(target, random, Frames)),
        new("web: mutated frames", (target, random) => FramesAsync(target, random, source => Mutation.Of(Frames(source), [Frames(source)], source))),
        new("web: frames of random bytes", (target, random) => FramesAsync(target, random, source => source.Bytes(source.Number(1, 3000)))),
        new("web: frames of IRC", (target, random) => FramesAsync(target, random, IrcFrames, AsksForIrc)),
        new("web: mutated frames of IRC", (target, random) => FramesAsync(target, random, source => Mutation.Of(IrcFrames(source), [IrcFrames(source)], source), AsksForIrc)),
        new("web: flood of pings", PingsAsync),
        new("web: a WebSocket that nobody reads", UnreadSocketAsync),
    ];

    private static byte[] Request(SeededRandom random)
    {
        var path = random.OnceIn(8) ? $"/{Encoding.Latin1.GetString(random.One(Corpus.All).Bytes)}" : random.One(Paths);
        var body = random.OnceIn(6) ? random.One(Corpus.All).Bytes : random.One(Bodies);
        var head = new StringBuilder($"{random.One(Methods)} {path} HTTP/1.{(random.OnceIn(8) ? 0 : 1)}\r\n");
        head.Append(random.OnceIn(12) ? "Host: evil.example\r\n" : "Host: localhost\r\n");
        for (var count = random.Number(0, 6); count > 0; count--)
        {
            head.Append(random.One(Headers)).Append("\r\n");
        }

        head.Append(random.OnceIn(4) ? "" : $"Content-Length: {body.Length}\r\n").Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
    }

    /// <summary>Lines of the typed dialect in frames, some of them wrong.</summary>
    private static byte[] Frames(SeededRandom random)
    {
        var frames = new List<byte>(ClientFrame.Text($"web\0join lobby w{random.Number(0, 300)} numbered\n").Write());
        for (var number = 1; number <= random.Number(1, 20); number++)
        {
            var line = (byte[])[.. Encoding.ASCII.GetBytes($"say {number} lobby "), .. random.OnceIn(4) ? random.One(Corpus.All).Bytes : "hello"u8, (byte)'\n'];
            var frame = random.Number(0, 11) switch
            {
                0 => new ClientFrame(Opcode.Ping, random.Bytes(random.Number(0, 126))),
                1 => new ClientFrame(Opcode.Pong, random.Bytes(random.Number(0, 125))),
                2 => ClientFrame.Close(random.Number(900, 5100)),
                3 => new ClientFrame((Opcode)random.Number(0, 15), line) { IsFinal = random.OnceIn(2) },
                4 => ClientFrame.Text(line) with { ClaimedLength = random.Number(0, 1 << 18) },
                5 => ClientFrame.Text(line) with { LengthBytes = random.One(new[] { 2, 8 }), ReservedBits = (byte)random.Number(0, 7) },
                _ => ClientFrame.Text(line),
            };
            frames.AddRange(random.OnceIn(5) ? [.. ClientFrame.Fragments(random.Pieces(line).ToArray()).SelectMany(part => part.Write())] : frame.Write());
        }

        return [.. frames];
    }

    /// <summary>Lines of an IRC client, mostly one in each message.</summary>
    private static byte[] IrcFrames(SeededRandom random)
    {
        var frames = new List<byte>();
        foreach (var line in (string[])[$"NICK w{random.Number(0, 300)}", "USER w 0 * :w", "JOIN #lobby", .. Enumerable.Range(0, random.Number(1, 20)).Select(_ => IrcAttacks.Line(random))])
        {
            var text = Encoding.UTF8.GetBytes(random.OnceIn(4) ? line : line.TrimEnd('\r', '\n'));
            frames.AddRange(random.OnceIn(5) ? [.. ClientFrame.Fragments(random.Pieces(text).ToArray()).SelectMany(part => part.Write())] : ClientFrame.Text(text).Write());
        }

        return [.. frames];
    }

    private static async Task RequestsAsync(AttackTarget target, SeededRandom random, Func<SeededRandom, byte[]> request)
    {
        using var attacker = await Attacker.ConnectAsync(target.Web);
        for (var times = random.Number(1, 5); times > 0; times--)
        {
            foreach (var piece in random.Pieces(request(random)))
            {
                await attacker.SendAsync(piece);
                await attacker.ReadAvailableAsync();
            }
        }

        if (random.OnceIn(2))
        {
            await attacker.ReadAsync();
        }

        await attacker.LeaveAsync(random);
    }

    /// <param name="header">One more header; empty: none.</param>
    private static async Task<Attacker> UpgradeAsync(AttackTarget target, bool narrow = false, string header = "")
    {
        var attacker = await Attacker.ConnectAsync(target.Web, narrow);
        await attacker.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /-/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{header}\r\n"));
        await attacker.ReadAsync();
        return attacker;
    }

    private static async Task FramesAsync(AttackTarget target, SeededRandom random, Func<SeededRandom, byte[]> frames, string header = "")
    {
        using var attacker = await UpgradeAsync(target, header: header);
        foreach (var piece in random.Pieces(frames(random)))
        {
            await attacker.SendAsync(piece);
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task SlowHeadAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target.Web);
        foreach (var value in Request(random).Take(random.Number(3, 60)))
        {
            await attacker.SendAsync(new[] { value });
            await target.WaitTicksAsync(random.Number(1, 4));
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task UnreadStreamAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target.Web, narrow: true);
        var format = random.One(new[] { "json", "sse", "text" });
        await attacker.SendAsync(Encoding.ASCII.GetBytes($"GET /lobby?since=all&format={format} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await target.WaitTicksAsync(random.Number(5, 60));
        await attacker.LeaveAsync(random);
    }

    private static async Task IdleAsync(AttackTarget target, SeededRandom random)
    {
        var idle = new List<Attacker>();
        try
        {
            for (var count = random.Number(5, 50); count > 0; count--)
            {
                idle.Add(await Attacker.ConnectPlainAsync(target.Web));
            }

            await target.WaitTicksAsync(random.Number(1, 20));
        }
        finally
        {
            idle.ForEach(one => one.Dispose());
        }
    }

    private static async Task PingsAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await UpgradeAsync(target, narrow: random.OnceIn(2));
        var pings = Enumerable.Repeat(new ClientFrame(random.One(new[] { Opcode.Ping, Opcode.Pong, Opcode.Text }), []).Write(), 5000).SelectMany(ping => ping).ToArray();
        for (var times = random.Number(1, 10); times > 0; times--)
        {
            await attacker.SendAsync(pings);
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task UnreadSocketAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await UpgradeAsync(target, narrow: true);
        await attacker.SendAsync(ClientFrame.Text($"web\0watch lobby all\n").Write());
        await target.WaitTicksAsync(random.Number(5, 60));
        await attacker.LeaveAsync(random);
    }
}
