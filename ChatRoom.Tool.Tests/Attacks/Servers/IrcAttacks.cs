using System.Text;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>The attacks on the IRC port of a server: commands, right, wrong and unfinished.</summary>
internal static class IrcAttacks
{
    private static readonly string[] Channels = ["#lobby", "#attic", "#LOBBY", "#r1", "#r2", "#r3", "#", "#a b", "lobby", "&x", "*", "0", "#lobby,#attic,#r1,#r2,#r3,#r4,#r5,#r6,#r7,#r8"];

    private static readonly string[] Nicks = ["m1", "m2", "alice", "bob", "irc.chatroom", "server", "", "a!b@c", "*", "i1", "i2", "i3", "m1,m2,i1,i2,i3"];

    private static readonly string[] Commands =
    [
        "PRIVMSG", "PRIVMSG", "PRIVMSG", "NOTICE", "JOIN", "PART", "NICK", "TOPIC", "MODE", "NAMES", "WHO", "WHOIS", "WHOWAS", "LIST", "KICK", "OPER", "AWAY", "CAP", "AUTHENTICATE", "PASS", "USER",
        "PING", "PONG", "LUSERS", "MOTD", "VERSION", "TIME", "INFO", "HELP", "ADMIN", "USERHOST", "ISON", "CHATHISTORY", "HISTORY", "BATCH", "BAN", "UNBAN", "BANS", "MUTE", "SAY", "TAGMSG", "INVITE", "353", "001", "ERROR",
    ];

    private static readonly string[] Words =
    [
        "+b", "-b", "+o", "+t", "b", "*!*@*", "bob!*@*", "*!bob@chatroom", "LS", "302", "REQ", "END", "LIST", "message-tags", "batch draft/multiline", "-batch", "no-such", "PLAIN", "+", "AGEAYg==", "%%%",
        "LATEST", "BEFORE", "AFTER", "BETWEEN", "AROUND", "TARGETS", "msgid=1.1.lobby", "msgid=9223372036854775808.0.lobby", "timestamp=2026-01-01T00:00:00.000Z", "timestamp=0000-99-99T00:00:00Z", "50", "-1", "99999999999999999999",
        "+m", "-m", "draft/multiline", "%tcuhnfdar,743", "o", "\u0001ACTION waves\u0001", "\u0001VERSION\u0001", "\u000304,02red\u0003", ":irc.chatroom 001 you :hello", "@time=x :bob!bob@chatroom PRIVMSG #lobby :not bob",
    ];

    private static readonly string[] Tags = ["", "", "", "@batch=m ", "@+draft/reply=1;batch=m;draft/multiline-concat ", "@label=1 ", "@a=\\:\\s\\r\\n\\\\\\x;;;=;b ", "@ ", ":bob!bob@chatroom "];

    public static readonly Attack[] All =
    [
        new("IRC: commands", (target, random) => ConversationAsync(target, random, source => Encoding.UTF8.GetBytes(Line(source)))),
        new("IRC: mutated commands", (target, random) => ConversationAsync(target, random, source => Mutation.Of(Encoding.UTF8.GetBytes(Line(source)), [Encoding.UTF8.GetBytes(Line(source))], source))),
        new("IRC: corpus", (target, random) => ConversationAsync(target, random, Corrupt)),
        new("IRC: random bytes", (target, random) => ConversationAsync(target, random, source => source.Bytes(source.Number(1, 3000)))),
        new("IRC: commands before the welcome", UnregisteredAsync),
        new("IRC: byte by byte", SlowAsync),
        new("IRC: lines and tags without an end", EndlessAsync),
        new("IRC: flood without reading", UnreadFloodAsync),
        new("IRC: zero window", ZeroWindowAsync),
        new("IRC: races for a nick", NickRaceAsync),
        new("IRC: batches", BatchesAsync),
        new("IRC: coming and going", ChurnAsync),
    ];

    /// <summary>A command with its end, right or wrong.</summary>
    public static string Line(SeededRandom random)
    {
        var line = new StringBuilder(random.One(Tags)).Append(random.One(Commands));
        for (var count = random.Number(0, random.OnceIn(10) ? 20 : 3); count > 0; count--)
        {
            line.Append(random.OnceIn(20) ? "   " : " ").Append(random.One(random.One(new[] { Channels, Nicks, Words })));
        }

        if (random.OnceIn(2))
        {
            line.Append(" :").Append(random.OnceIn(20) ? new string('x', random.Number(0, 9000)) : random.One(Words));
        }

        return line.Append(random.OnceIn(10) ? "\n" : "\r\n").ToString();
    }

    private static byte[] Corrupt(SeededRandom random)
    {
        var prefix = random.One(new[] { "PRIVMSG #lobby :", "TOPIC #lobby :", "NICK ", "JOIN #", "PART #lobby :", "AWAY :", "KICK #lobby bob :", "PRIVMSG ", "CAP REQ :", "QUIT :", "", "@" });
        return [.. Encoding.UTF8.GetBytes(prefix), .. random.One(Corpus.All).Bytes, .. "\r\n"u8];
    }

    private static async Task<Attacker> EnterAsync(AttackTarget target, SeededRandom random, bool narrow = false)
    {
        var attacker = await Attacker.ConnectAsync(target.Irc, narrow);
        var caps = random.One(new[] { "", "CAP REQ :message-tags server-time batch draft/multiline echo-message\r\nCAP END\r\n", "CAP REQ :server-time\r\nCAP END\r\n", "CAP REQ draft/chathistory\r\nCAP END\r\n" });
        await attacker.SendAsync(Encoding.UTF8.GetBytes($"{caps}NICK i{random.Number(1, 300)}\r\nUSER i 0 * :i\r\nJOIN {random.One(new[] { "#lobby", "#lobby,#attic", "#r1" })}\r\n"));
        return attacker;
    }

    private static async Task ConversationAsync(AttackTarget target, SeededRandom random, Func<SeededRandom, byte[]> line)
    {
        using var attacker = await EnterAsync(target, random);
        for (var times = random.Number(1, 30); times > 0; times--)
        {
            foreach (var piece in random.Pieces(line(random)))
            {
                await attacker.SendAsync(piece);
            }

            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task UnregisteredAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target.Irc);
        for (var times = random.Number(1, 30); times > 0; times--)
        {
            await attacker.SendAsync(Encoding.UTF8.GetBytes(Line(random)));
            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task SlowAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target.Irc);
        foreach (var value in Encoding.UTF8.GetBytes($"NICK i{random.Number(1, 300)}\r\nUSER i 0 * :i\r\nJOIN #lobby\r\n{Line(random)}").Take(random.Number(3, 60)))
        {
            await attacker.SendAsync(new[] { value });
            await target.WaitTicksAsync(random.Number(1, 4));
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task EndlessAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await EnterAsync(target, random);
        await attacker.SendAsync(Encoding.UTF8.GetBytes(random.One(new[] { "@", "@a=b;", "PRIVMSG #lobby :", "", ":", "JOIN " })));
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(random.One(new[] { "x", "a=b;", "#r1,", " ", "é" }), 2000)));
        for (var times = random.Number(1, 40); times > 0; times--)
        {
            await attacker.SendAsync(piece);
        }

        await attacker.LeaveAsync(random);
    }

    /// <summary>Gives commands and reads no answer, until the server takes no more.</summary>
    private static async Task UnreadFloodAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await EnterAsync(target, random, narrow: true);
        var question = random.One(["NAMES #lobby\r\n", "PING x\r\n", "WHO #lobby\r\n", "LIST\r\n", "CHATHISTORY LATEST #lobby * 1000\r\n", "FOO\r\n", "PRIVMSG #lobby :x\r\n", "NICK a b\r\n", "HISTORY #lobby 50\r\n", "VERSION\r\n", "JOIN #r1\r\nPART #r1\r\n"]);
        var questions = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(question, 500)));
        for (var times = random.Number(1, 6); times > 0; times--)
        {
            await attacker.SendAsync(questions);
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task ZeroWindowAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await EnterAsync(target, random, narrow: true);
        await target.WaitTicksAsync(random.Number(5, 60));
        await attacker.LeaveAsync(random);
    }

    private static async Task NickRaceAsync(AttackTarget target, SeededRandom random)
    {
        var racers = new List<Attacker>();
        try
        {
            for (var count = random.Number(2, 6); count > 0; count--)
            {
                racers.Add(await Attacker.ConnectAsync(target.Irc));
            }

            for (var times = random.Number(1, 20); times > 0; times--)
            {
                var racer = random.One(racers);
                await racer.SendAsync(Encoding.UTF8.GetBytes($"NICK race{random.Number(1, 3)}\r\n{random.One(new[] { "", "USER r 0 * :r\r\nJOIN #lobby,#attic\r\n", "PONG x\r\n", "PART #lobby\r\n" })}"));
                await racer.ReadAvailableAsync();
            }
        }
        finally
        {
            racers.ForEach(racer => racer.Dispose());
        }
    }

    private static async Task BatchesAsync(AttackTarget target, SeededRandom random)
    {
        using var attacker = await Attacker.ConnectAsync(target.Irc);
        await attacker.SendAsync(Encoding.UTF8.GetBytes($"CAP REQ :batch draft/multiline message-tags\r\nCAP END\r\nNICK i{random.Number(1, 300)}\r\nUSER i 0 * :i\r\nJOIN #lobby\r\n"));
        for (var times = random.Number(1, 6); times > 0; times--)
        {
            var lines = new StringBuilder($"BATCH +m draft/multiline {random.One(Channels)}\r\n");
            for (var count = random.Number(0, random.OnceIn(8) ? 1200 : 20); count > 0; count--)
            {
                lines.Append(random.One(["@batch=m ", "@batch=m;draft/multiline-concat ", "@batch=x ", ""]))
                    .Append($"{random.One(["PRIVMSG", "PRIVMSG", "PRIVMSG", "NOTICE", "JOIN"])} {random.One(["#lobby", "#lobby", "#lobby", "#attic"])} :{random.One(["", "text", "  ", new string('y', 400), "\u0001ACTION x\u0001"])}\r\n");
            }

            lines.Append(random.OnceIn(4) ? "" : "BATCH -m\r\n");
            foreach (var piece in random.Pieces(Encoding.UTF8.GetBytes(lines.ToString())))
            {
                await attacker.SendAsync(piece);
            }

            await attacker.ReadAvailableAsync();
        }

        await attacker.LeaveAsync(random);
    }

    private static async Task ChurnAsync(AttackTarget target, SeededRandom random)
    {
        for (var times = random.Number(1, 10); times > 0; times--)
        {
            using var attacker = await EnterAsync(target, random);
            await attacker.LeaveAsync(random);
        }
    }
}
