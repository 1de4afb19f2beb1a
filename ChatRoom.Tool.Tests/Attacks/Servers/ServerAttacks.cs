using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>What people do to a server that they mean harm, in each dialect.</summary>
internal static class ServerAttacks
{
    private static readonly Dialect[] Dialects = Enum.GetValues<Dialect>();

    public static readonly Attack[] All =
    [
        .. Dialects.SelectMany(dialect => new Attack[]
        {
            new($"random bytes, {dialect}", (attackTarget, seededRandom) => RandomAsync(attackTarget, dialect, seededRandom)),
            new($"mutated transcript, {dialect}", (attackTarget, seededRandom) => MutatedAsync(attackTarget, dialect, seededRandom)),
            new($"byte by byte, {dialect}", (attackTarget, seededRandom) => SplitAsync(attackTarget, dialect, seededRandom)),
            new($"flood, {dialect}", (attackTarget, seededRandom) => FloodAsync(attackTarget, dialect, seededRandom)),
            new($"flood without reading, {dialect}", (attackTarget, seededRandom) => DeafFloodAsync(attackTarget, dialect, seededRandom)),
            new($"slowloris, {dialect}", (attackTarget, seededRandom) => SlowAsync(attackTarget, dialect, seededRandom)),
            new($"zero window, {dialect}", (attackTarget, seededRandom) => ZeroWindowAsync(attackTarget, dialect, seededRandom)),
            new($"reset in any state, {dialect}", (attackTarget, seededRandom) => ResetAsync(attackTarget, dialect, seededRandom)),
            new($"half close in any state, {dialect}", (attackTarget, seededRandom) => HalfCloseAsync(attackTarget, dialect, seededRandom)),
            new($"corpus, {dialect}", (attackTarget, seededRandom) => CorpusAsync(attackTarget, dialect, seededRandom)),
            new($"coming and going, {dialect}", (attackTarget, seededRandom) => ChurnAsync(attackTarget, dialect, seededRandom)),
        }),
        new("random bytes from the start", FromTheStartAsync),
        new("half-open storm", StormAsync),
        new("two connections, one session", TakeoverAsync),
    ];

    /// <summary>What brings somebody into the room; the name is one of few, so that they are taken at times.</summary>
    private static async Task EnterAsync(Attacker attacker, Dialect dialect, SeededRandom seededRandom)
    {
        await attacker.ReadAsync();
        var name = $"m{seededRandom.Number(0, 300)}";
        switch (dialect)
        {
            case Dialect.Tutorial:
                await attacker.SendAsync(Encoding.ASCII.GetBytes(name));
                break;
            case Dialect.Line:
                await attacker.SendAsync(Encoding.ASCII.GetBytes($"{name}\n"));
                break;
            default:
                var entering = seededRandom.One(new[] { $"join lobby {name} numbered", $"join lobby {name} last=20 log", $"send lobby {name}", $"join lobby {name} bot", "watch lobby all", "watch lobby last=50" });
                await attacker.SendAsync(Encoding.ASCII.GetBytes($"{name}\0{entering}\n"));
                break;
        }

        await attacker.ReadAsync();
    }

    private static async Task FromTheStartAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        await attacker.SendAsync(seededRandom.Bytes(seededRandom.Number(1, 6000)));
        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task RandomAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        await EnterAsync(attacker, dialect, seededRandom);
        for (var times = seededRandom.Number(1, 5); times > 0; times--)
        {
            await attacker.SendAsync(seededRandom.Bytes(seededRandom.Number(1, seededRandom.OnceIn(4) ? 30_000 : 300)));
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task MutatedAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        var bytes = Mutation.Of(seededRandom.One(Recordings.Golden.Streams(dialect)), Recordings.Golden.Streams(seededRandom.One(Dialects)), seededRandom);
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        foreach (var piece in seededRandom.Pieces(bytes))
        {
            await attacker.SendAsync(piece);
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task SplitAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        foreach (var value in seededRandom.One(Recordings.Golden.Streams(dialect)).Take(2000))
        {
            await attacker.SendAsync(new[] { value });
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task FloodAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        await EnterAsync(attacker, dialect, seededRandom);
        var number = 0;
        for (var bursts = seededRandom.Number(1, 5); bursts > 0; bursts--)
        {
            var lines = Enumerable.Range(0, seededRandom.Number(10, 300)).Select(_ => Line(dialect, ++number, seededRandom));
            await attacker.SendAsync(Encoding.UTF8.GetBytes(string.Concat(lines)));
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(seededRandom);
    }

    /// <summary>Asks for answers, until nobody takes the questions any more.</summary>
    private static async Task DeafFloodAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget, narrow: true);
        await EnterAsync(attacker, dialect, seededRandom);
        var question = seededRandom.One(dialect == Dialect.Typed
            ? ["who lobby\n", "ping x\n", "say 1 lobby x\n", "command 0 lobby /who\n", "nonsense\n", "say x\n"]
            : new[] { "/who\n", "/history 50\n", "/nothing\n", "/help\n", "/nick a b\n" });
        var questions = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(question, 500)));
        for (var times = seededRandom.Number(1, 6); times > 0; times--)
        {
            await attacker.SendAsync(questions);
        }

        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task SlowAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        foreach (var value in seededRandom.One(Recordings.Golden.Streams(dialect)).Take(seededRandom.Number(3, 60)))
        {
            await attacker.SendAsync(new[] { value });
            await attackTarget.Beats(seededRandom.Number(1, 4));
        }

        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task ZeroWindowAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget, narrow: true);
        await EnterAsync(attacker, dialect, seededRandom);
        if (dialect == Dialect.Typed && seededRandom.OnceIn(2))
        {
            await attacker.SendAsync("say 1 lobby hello\nwho lobby\nping x\n"u8.ToArray());
        }

        await attackTarget.Beats(seededRandom.Number(5, 60));
        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task ResetAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget, narrow: seededRandom.OnceIn(3));
        await PartAsync(attacker, dialect, seededRandom);
        attacker.Reset();
    }

    private static async Task HalfCloseAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        await PartAsync(attacker, dialect, seededRandom);
        attacker.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await attacker.ReadOnAsync(50);
    }

    /// <summary>The first of what somebody says, cut anywhere: before the name, in it, before it is let in, in a line.</summary>
    private static async Task PartAsync(Attacker attacker, Dialect dialect, SeededRandom seededRandom)
    {
        if (seededRandom.OnceIn(2))
        {
            await attacker.ReadAsync();
        }

        var bytes = seededRandom.One(Recordings.Golden.Streams(dialect));
        bytes = bytes[..seededRandom.Number(0, seededRandom.OnceIn(2) ? Math.Min(20, bytes.Length) : bytes.Length)];
        foreach (var piece in seededRandom.Pieces(bytes))
        {
            await attacker.SendAsync(piece);
        }

        if (seededRandom.OnceIn(2))
        {
            await attacker.ReadAsync();
        }
    }

    /// <summary>Each of the corpus, in each place where a text is.</summary>
    private static async Task CorpusAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectAsync(attackTarget);
        await EnterAsync(attacker, dialect, seededRandom);
        for (var number = 1; number <= 10; number++)
        {
            var prefix = seededRandom.One(new[] { "", "/me ", "/topic ", "/nick ", "/msg m1 ", "/msg alice ", "/op ", "/history ", "/join ", "//", "/kick bob ", "/" });
            prefix = dialect == Dialect.Typed ? $"{seededRandom.One(new[] { "say", "command" })} {number} lobby {prefix}" : prefix;
            await attacker.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(prefix), .. seededRandom.One(Corpus.All).Bytes, (byte)'\n']);
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task ChurnAsync(AttackTarget attackTarget, Dialect dialect, SeededRandom seededRandom)
    {
        for (var times = seededRandom.Number(1, 10); times > 0; times--)
        {
            using var attacker = await Attacker.ConnectAsync(attackTarget);
            await EnterAsync(attacker, dialect, seededRandom);
            await attacker.LeaveAsync(seededRandom);
        }
    }

    private static async Task StormAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        var all = new List<Attacker>();
        try
        {
            for (var count = seededRandom.Number(20, 150); count > 0; count--)
            {
                all.Add(await Attacker.ConnectPlainAsync(attackTarget));
            }

            await attackTarget.Beats(seededRandom.Number(1, 20));
        }
        finally
        {
            foreach (var one in all)
            {
                if (seededRandom.OnceIn(2))
                {
                    one.Reset();
                }

                one.Dispose();
            }
        }
    }

    private static async Task TakeoverAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        var session = $"{seededRandom.Number(0, 20):d16}";
        using var first = await Attacker.ConnectAsync(attackTarget);
        using var second = await Attacker.ConnectAsync(attackTarget);
        var number = 1;
        foreach (var one in new[] { first, second, first, second }.Take(seededRandom.Number(2, 4)))
        {
            var words = seededRandom.One(new[] { "session=", "resume=" });
            var lines = string.Concat(Enumerable.Range(0, seededRandom.Number(0, 30)).Select(_ => $"say {number++} lobby hello\n"));
            await one.SendAsync(Encoding.ASCII.GetBytes($"t\0join lobby taker numbered {words}{session}\n{lines}"));
            await one.ReadWhatIsThereAsync();
        }

        await second.LeaveAsync(seededRandom);
        await first.LeaveAsync(seededRandom);
    }

    private static string Line(Dialect dialect, int number, SeededRandom seededRandom)
    {
        var text = new string('f', seededRandom.Number(0, seededRandom.OnceIn(50) ? 5000 : 60));
        return dialect == Dialect.Typed ? $"say {number} lobby {text}\n" : $"{text}\n";
    }
}
