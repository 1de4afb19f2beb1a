using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Attacks;

/// <summary>What people do to a server that they mean harm, in each dialect.</summary>
internal static class ServerAttacks
{
    private static readonly Dialect[] Dialects = Enum.GetValues<Dialect>();

    public static readonly Attack[] All =
    [
        .. Dialects.SelectMany(dialect => new Attack[]
        {
            new($"random bytes, {dialect}", (target, dice) => RandomAsync(target, dialect, dice)),
            new($"mutated transcript, {dialect}", (target, dice) => MutatedAsync(target, dialect, dice)),
            new($"byte by byte, {dialect}", (target, dice) => SplitAsync(target, dialect, dice)),
            new($"flood, {dialect}", (target, dice) => FloodAsync(target, dialect, dice)),
            new($"flood without reading, {dialect}", (target, dice) => DeafFloodAsync(target, dialect, dice)),
            new($"slowloris, {dialect}", (target, dice) => SlowAsync(target, dialect, dice)),
            new($"zero window, {dialect}", (target, dice) => ZeroWindowAsync(target, dialect, dice)),
            new($"reset in any state, {dialect}", (target, dice) => ResetAsync(target, dialect, dice)),
            new($"half close in any state, {dialect}", (target, dice) => HalfCloseAsync(target, dialect, dice)),
            new($"corpus, {dialect}", (target, dice) => CorpusAsync(target, dialect, dice)),
            new($"coming and going, {dialect}", (target, dice) => ChurnAsync(target, dialect, dice)),
        }),
        new("random bytes from the start", FromTheStartAsync),
        new("half-open storm", StormAsync),
        new("two connections, one session", TakeoverAsync),
    ];

    /// <summary>What brings somebody into the room; the name is one of few, so that they are taken at times.</summary>
    private static async Task EnterAsync(Attacker attacker, Dialect dialect, Dice dice)
    {
        await attacker.ReadAsync();
        var name = $"m{dice.Number(0, 300)}";
        switch (dialect)
        {
            case Dialect.Tutorial:
                await attacker.SendAsync(Encoding.ASCII.GetBytes(name));
                break;
            case Dialect.Line:
                await attacker.SendAsync(Encoding.ASCII.GetBytes($"{name}\n"));
                break;
            default:
                var entering = dice.One(new[] { $"join lobby {name} numbered", $"join lobby {name} last=20 log", $"send lobby {name}", $"join lobby {name} bot", "watch lobby all", "watch lobby last=50" });
                await attacker.SendAsync(Encoding.ASCII.GetBytes($"{name}\0{entering}\n"));
                break;
        }

        await attacker.ReadAsync();
    }

    private static async Task FromTheStartAsync(Target target, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await attacker.SendAsync(dice.Bytes(dice.Number(1, 6000)));
        await attacker.LeaveAsync(dice);
    }

    private static async Task RandomAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await EnterAsync(attacker, dialect, dice);
        for (var times = dice.Number(1, 5); times > 0; times--)
        {
            await attacker.SendAsync(dice.Bytes(dice.Number(1, dice.OnceIn(4) ? 30_000 : 300)));
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(dice);
    }

    private static async Task MutatedAsync(Target target, Dialect dialect, Dice dice)
    {
        var bytes = Mutation.Of(dice.One(Recordings.Golden.Streams(dialect)), Recordings.Golden.Streams(dice.One(Dialects)), dice);
        using var attacker = await Attacker.ConnectAsync(target);
        foreach (var piece in dice.Pieces(bytes))
        {
            await attacker.SendAsync(piece);
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(dice);
    }

    private static async Task SplitAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        foreach (var value in dice.One(Recordings.Golden.Streams(dialect)).Take(2000))
        {
            await attacker.SendAsync(new[] { value });
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(dice);
    }

    private static async Task FloodAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await EnterAsync(attacker, dialect, dice);
        var number = 0;
        for (var bursts = dice.Number(1, 5); bursts > 0; bursts--)
        {
            var lines = Enumerable.Range(0, dice.Number(10, 300)).Select(_ => Line(dialect, ++number, dice));
            await attacker.SendAsync(Encoding.UTF8.GetBytes(string.Concat(lines)));
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(dice);
    }

    /// <summary>Asks for answers, until nobody takes the questions any more.</summary>
    private static async Task DeafFloodAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target, narrow: true);
        await EnterAsync(attacker, dialect, dice);
        var question = dice.One(dialect == Dialect.Typed
            ? ["who lobby\n", "ping x\n", "say 1 lobby x\n", "command 0 lobby /who\n", "nonsense\n", "say x\n"]
            : new[] { "/who\n", "/history 50\n", "/nothing\n", "/help\n", "/nick a b\n" });
        var questions = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(question, 500)));
        for (var times = dice.Number(1, 6); times > 0; times--)
        {
            await attacker.SendAsync(questions);
        }

        await attacker.LeaveAsync(dice);
    }

    private static async Task SlowAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        foreach (var value in dice.One(Recordings.Golden.Streams(dialect)).Take(dice.Number(3, 60)))
        {
            await attacker.SendAsync(new[] { value });
            await target.Beats(dice.Number(1, 4));
        }

        await attacker.LeaveAsync(dice);
    }

    private static async Task ZeroWindowAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target, narrow: true);
        await EnterAsync(attacker, dialect, dice);
        if (dialect == Dialect.Typed && dice.OnceIn(2))
        {
            await attacker.SendAsync("say 1 lobby hello\nwho lobby\nping x\n"u8.ToArray());
        }

        await target.Beats(dice.Number(5, 60));
        await attacker.LeaveAsync(dice);
    }

    private static async Task ResetAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target, narrow: dice.OnceIn(3));
        await PartAsync(attacker, dialect, dice);
        attacker.Reset();
    }

    private static async Task HalfCloseAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await PartAsync(attacker, dialect, dice);
        attacker.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await attacker.ReadOnAsync(50);
    }

    /// <summary>The first of what somebody says, cut anywhere: before the name, in it, before it is let in, in a line.</summary>
    private static async Task PartAsync(Attacker attacker, Dialect dialect, Dice dice)
    {
        if (dice.OnceIn(2))
        {
            await attacker.ReadAsync();
        }

        var bytes = dice.One(Recordings.Golden.Streams(dialect));
        bytes = bytes[..dice.Number(0, dice.OnceIn(2) ? Math.Min(20, bytes.Length) : bytes.Length)];
        foreach (var piece in dice.Pieces(bytes))
        {
            await attacker.SendAsync(piece);
        }

        if (dice.OnceIn(2))
        {
            await attacker.ReadAsync();
        }
    }

    /// <summary>Each of the corpus, in each place where a text is.</summary>
    private static async Task CorpusAsync(Target target, Dialect dialect, Dice dice)
    {
        using var attacker = await Attacker.ConnectAsync(target);
        await EnterAsync(attacker, dialect, dice);
        for (var number = 1; number <= 10; number++)
        {
            var prefix = dice.One(new[] { "", "/me ", "/topic ", "/nick ", "/msg m1 ", "/msg alice ", "/op ", "/history ", "/join ", "//", "/kick bob ", "/" });
            prefix = dialect == Dialect.Typed ? $"{dice.One(new[] { "say", "command" })} {number} lobby {prefix}" : prefix;
            await attacker.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(prefix), .. dice.One(Corpus.All).Bytes, (byte)'\n']);
            await attacker.ReadWhatIsThereAsync();
        }

        await attacker.LeaveAsync(dice);
    }

    private static async Task ChurnAsync(Target target, Dialect dialect, Dice dice)
    {
        for (var times = dice.Number(1, 10); times > 0; times--)
        {
            using var attacker = await Attacker.ConnectAsync(target);
            await EnterAsync(attacker, dialect, dice);
            await attacker.LeaveAsync(dice);
        }
    }

    private static async Task StormAsync(Target target, Dice dice)
    {
        var all = new List<Attacker>();
        try
        {
            for (var count = dice.Number(20, 150); count > 0; count--)
            {
                all.Add(await Attacker.ConnectPlainAsync(target));
            }

            await target.Beats(dice.Number(1, 20));
        }
        finally
        {
            foreach (var one in all)
            {
                if (dice.OnceIn(2))
                {
                    one.Reset();
                }

                one.Dispose();
            }
        }
    }

    private static async Task TakeoverAsync(Target target, Dice dice)
    {
        var session = $"{dice.Number(0, 20):d16}";
        using var first = await Attacker.ConnectAsync(target);
        using var second = await Attacker.ConnectAsync(target);
        var number = 1;
        foreach (var one in new[] { first, second, first, second }.Take(dice.Number(2, 4)))
        {
            var words = dice.One(new[] { "session=", "resume=" });
            var lines = string.Concat(Enumerable.Range(0, dice.Number(0, 30)).Select(_ => $"say {number++} lobby hello\n"));
            await one.SendAsync(Encoding.ASCII.GetBytes($"t\0join lobby taker numbered {words}{session}\n{lines}"));
            await one.ReadWhatIsThereAsync();
        }

        await second.LeaveAsync(dice);
        await first.LeaveAsync(dice);
    }

    private static string Line(Dialect dialect, int number, Dice dice)
    {
        var text = new string('f', dice.Number(0, dice.OnceIn(50) ? 5000 : 60));
        return dialect == Dialect.Typed ? $"say {number} lobby {text}\n" : $"{text}\n";
    }
}
