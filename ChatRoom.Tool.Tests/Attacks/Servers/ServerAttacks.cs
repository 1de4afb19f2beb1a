using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>The attacks on a server in each dialect.</summary>
internal static class ServerAttacks
{
    private static readonly NameEnd[] NameEnds = Enum.GetValues<NameEnd>();

    public static readonly Attack[] All =
    [
        .. NameEnds.SelectMany(nameEnd => new Attack[]
        {
            new($"random bytes, {nameEnd}", (target, random) => RandomAsync(target, nameEnd, random)),
            new($"mutated transcript, {nameEnd}", (target, random) => MutatedAsync(target, nameEnd, random)),
            new($"byte by byte, {nameEnd}", (target, random) => SplitAsync(target, nameEnd, random)),
            new($"flood, {nameEnd}", (target, random) => FloodAsync(target, nameEnd, random)),
            new($"flood without reading, {nameEnd}", (target, random) => UnreadFloodAsync(target, nameEnd, random)),
            new($"slowloris, {nameEnd}", (target, random) => SlowAsync(target, nameEnd, random)),
            new($"zero window, {nameEnd}", (target, random) => ZeroWindowAsync(target, nameEnd, random)),
            new($"reset in any state, {nameEnd}", (target, random) => ResetAsync(target, nameEnd, random)),
            new($"half close in any state, {nameEnd}", (target, random) => HalfCloseAsync(target, nameEnd, random)),
            new($"corpus, {nameEnd}", (target, random) => CorpusAsync(target, nameEnd, random)),
            new($"coming and going, {nameEnd}", (target, random) => ChurnAsync(target, nameEnd, random)),
        }),
        new("random bytes from the start", FromTheStartAsync),
        new("half-open storm", StormAsync),
        new("two connections, one session", TakeoverAsync),
    ];

    /// <summary>Enters the room under one of a few names, so that the name is sometimes taken.</summary>
    private static async Task EnterAsync(Attacker attacker, NameEnd nameEnd, SeededRandom random)
    {
        await attacker.ReadAsync();
        var name = $"m{random.Number(0, 300)}";
        switch (nameEnd)
        {
            case NameEnd.None:
                await attacker.SendAsync(Encoding.ASCII.GetBytes(name));
                break;
            case NameEnd.LineEnd:
                await attacker.SendAsync(Encoding.ASCII.GetBytes($"{name}\n"));
                break;
            default:
                var entering = random.One(new[] { $"join lobby {name} numbered", $"join lobby {name} last=20 log", $"send lobby {name}", $"join lobby {name} bot", "watch lobby all", "watch lobby last=50" });
                await attacker.SendAsync(Encoding.ASCII.GetBytes($"{name}\0{entering}\n"));
                break;
        }

        await attacker.ReadAsync();
    }

    private static async Task FromTheStartAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await attacker.SendAsync(random.Bytes(random.Number(1, 6000)));
        await attacker.LeaveAsync(random);
    }

    private static async Task RandomAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await EnterAsync(attacker, nameEnd, random);
        for (var times = random.Number(1, 5); times > 0; times--)
        {
            await attacker.SendAsync(random.Bytes(random.Number(1, random.OnceIn(4) ? 30_000 : 300)));
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task MutatedAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        var bytes = Mutation.Of(random.One(Recordings.Golden.Streams(nameEnd)), Recordings.Golden.Streams(random.One(NameEnds)), random);
        using var attacker = await Attacker.ConnectAsync(target);
        foreach (var piece in random.Pieces(bytes))
        {
            await attacker.SendAsync(piece);
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task SplitAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        foreach (var value in random.One(Recordings.Golden.Streams(nameEnd)).Take(2000))
        {
            await attacker.SendAsync(new[] { value });
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task FloodAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await EnterAsync(attacker, nameEnd, random);
        var number = 0;
        for (var bursts = random.Number(1, 5); bursts > 0; bursts--)
        {
            var lines = Enumerable.Range(0, random.Number(10, 300)).Select(_ => Line(nameEnd, ++number, random));
            await attacker.SendAsync(Encoding.UTF8.GetBytes(string.Concat(lines)));
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    /// <summary>Sends commands and reads no answer, until the server takes no more.</summary>
    private static async Task UnreadFloodAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target, narrow: true);
        await EnterAsync(attacker, nameEnd, random);
        var question = random.One(nameEnd == NameEnd.Nul
            ? ["who lobby\n", "ping x\n", "say 1 lobby x\n", "command 0 lobby /who\n", "nonsense\n", "say x\n"]
            : new[] { "/who\n", "/history 50\n", "/nothing\n", "/help\n", "/nick a b\n" });
        var questions = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(question, 500)));
        for (var times = random.Number(1, 6); times > 0; times--)
        {
            await attacker.SendAsync(questions);
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task SlowAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        foreach (var value in random.One(Recordings.Golden.Streams(nameEnd)).Take(random.Number(3, 60)))
        {
            await attacker.SendAsync(new[] { value });
            await target.WaitTicksAsync(random.Number(1, 4));
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task ZeroWindowAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target, narrow: true);
        await EnterAsync(attacker, nameEnd, random);
        if (nameEnd == NameEnd.Nul && random.OnceIn(2))
        {
            await attacker.SendAsync("say 1 lobby hello\nwho lobby\nping x\n"u8.ToArray());
        }

        await target.WaitTicksAsync(random.Number(5, 60));
        await attacker.LeaveAsync(random);
    }

    private static async Task ResetAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target, narrow: random.OnceIn(3));
        await PartAsync(attacker, nameEnd, random);
        attacker.Reset();
    }

    private static async Task HalfCloseAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await PartAsync(attacker, nameEnd, random);
        attacker.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await attacker.ReadOnAsync(50);
    }

    /// <summary>Sends the beginning of a conversation, cut anywhere: before the name, in it, before the join, in a line.</summary>
    private static async Task PartAsync(Attacker attacker, NameEnd nameEnd, SeededRandom random)
    {
        if (random.OnceIn(2))
        {
            await attacker.ReadAsync();
        }

        var bytes = random.One(Recordings.Golden.Streams(nameEnd));
        bytes = bytes[..random.Number(0, random.OnceIn(2) ? Math.Min(20, bytes.Length) : bytes.Length)];
        foreach (var piece in random.Pieces(bytes))
        {
            await attacker.SendAsync(piece);
        }

        if (random.OnceIn(2))
        {
            await attacker.ReadAsync();
        }
    }

    /// <summary>Sends entries of the corpus, in each place of a text.</summary>
    private static async Task CorpusAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await EnterAsync(attacker, nameEnd, random);
        for (var number = 1; number <= 10; number++)
        {
            var prefix = random.One(new[] { "", "/me ", "/topic ", "/nick ", "/msg m1 ", "/msg alice ", "/op ", "/history ", "/join ", "//", "/kick bob ", "/" });
            prefix = nameEnd == NameEnd.Nul ? $"{random.One(new[] { "say", "command" })} {number} lobby {prefix}" : prefix;
            await attacker.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(prefix), .. random.One(Corpus.All).Bytes, (byte)'\n']);
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task ChurnAsync(AttackTarget target, NameEnd nameEnd, SeededRandom random)
    {
        for (var times = random.Number(1, 10); times > 0; times--)
        {
            using var attacker = await Attacker.ConnectAsync(target);
            await EnterAsync(attacker, nameEnd, random);
            await attacker.LeaveAsync(random);
        }
    }

    private static async Task StormAsync(AttackTarget target, SeededRandom random)
    {
        var all = new List<Attacker>();
        try
        {
            for (var count = random.Number(20, 150); count > 0; count--)
            {
                all.Add(await Attacker.ConnectPlainAsync(target));
            }

            await target.WaitTicksAsync(random.Number(1, 20));
        }
        finally
        {
            foreach (var one in all)
            {
                if (random.OnceIn(2))
                {
                    one.Reset();
                }

                one.Dispose();
            }
        }
    }

    private static async Task TakeoverAsync(AttackTarget target, SeededRandom random)
    {
        var session = $"{random.Number(0, 20):d16}";
        using var first = await Attacker.ConnectAsync(target);
        using var second = await Attacker.ConnectAsync(target);
        var number = 1;
        foreach (var one in new[] { first, second, first, second }.Take(random.Number(2, 4)))
        {
            var words = random.One(new[] { "session=", "resume=" });
            var lines = string.Concat(Enumerable.Range(0, random.Number(0, 30)).Select(_ => $"say {number++} lobby hello\n"));
            await one.SendAsync(Encoding.ASCII.GetBytes($"t\0join lobby taker numbered {words}{session}\n{lines}"));
            await one.ReadAvailableAsync();
        }

        await second.LeaveAsync(random);
        await first.LeaveAsync(random);
    }

    private static string Line(NameEnd nameEnd, int number, SeededRandom random)
    {
        var text = new string('f', random.Number(0, random.OnceIn(50) ? 5000 : 60));
        return nameEnd == NameEnd.Nul ? $"say {number} lobby {text}\n" : $"{text}\n";
    }
}
