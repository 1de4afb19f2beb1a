using System.Globalization;
using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Commands;

/// <summary>CHATHISTORY over a real connection, as IRCv3 draft/chathistory asks for it.</summary>
internal sealed class ChatHistoryTests
{
    private const string Caps = "message-tags server-time echo-message batch draft/chathistory";

    [Test]
    public async Task Each_subcommand_gives_the_messages_that_it_names_as_they_were_sent_first()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        var said = await SaysAsync(alice, 10);
        var ids = said.Select(line => Tag(line, "msgid")).ToArray();

        await Gets(alice, "LATEST #lobby * 20", said);
        await Gets(alice, "LATEST #LOBBY * 5", said[5..]);
        await Gets(alice, "LATEST #lobby * 1", said[9..]);
        await Gets(alice, $"LATEST #lobby msgid={ids[4]} 20", said[5..]);
        await Gets(alice, $"BEFORE #lobby msgid={ids[6]} 20", said[..6]);
        await Gets(alice, $"BEFORE #lobby msgid={ids[6]} 2", said[4..6]);
        await Gets(alice, $"AFTER #lobby msgid={ids[3]} 20", said[4..]);
        await Gets(alice, $"AFTER #lobby msgid={ids[3]} 3", said[4..7]);
        await Gets(alice, $"BETWEEN #lobby msgid={ids[0]} msgid={ids[9]} 20", said[1..9]);
        await Gets(alice, $"BETWEEN #lobby msgid={ids[9]} msgid={ids[0]} 20", said[1..9]);
        await Gets(alice, $"BETWEEN #lobby msgid={ids[0]} msgid={ids[9]} 3", said[1..4]);
        await Gets(alice, $"BETWEEN #lobby msgid={ids[9]} msgid={ids[0]} 3", said[6..9]);
        await Gets(alice, $"AROUND #lobby msgid={ids[7]} 1", said[7..8]);
        await Gets(alice, $"AROUND #lobby msgid={ids[7]} 3", said[6..9]);
        await Gets(alice, $"AROUND #lobby msgid={ids[9]} 4", said[7..]);
    }

    [Test]
    public async Task Times_are_bounds_as_well()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        var said = await SaysAsync(alice, 5);
        var (first, last) = (Tag(said[0], "time"), Tag(said[4], "time"));

        await Gets(alice, $"BEFORE #lobby timestamp={first} 20", []);
        await Gets(alice, $"AFTER #lobby timestamp={last} 20", []);
        await Gets(alice, "AFTER #lobby timestamp=2020-01-01T00:00:00.000Z 20", said);
        await Gets(alice, "BEFORE #lobby timestamp=2262-01-01T00:00:00.000Z 2", said[3..]);
        await Gets(alice, "BETWEEN #lobby timestamp=2020-01-01T00:00:00.000Z timestamp=2262-01-01T00:00:00.000Z 2", said[..2]);
        await Gets(alice, $"AROUND #lobby timestamp={first} 3", said[..2]);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Page_by_page_a_client_reads_all_of_a_log_on_disk_and_nothing_twice()
    {
        const int Count = 3000;
        using var folder = new ScratchDirectory();
        var options = RunningServer.WithIrc with { Log = new LogOptions { Folder = folder["log"] }, WindowBytes = 64 << 10 };
        string[] before;
        await using (var first = RunningServer.Start(options))
        {
            using var bob = await first.JoinAsync("bob");
            await bob.Sends(string.Concat(Enumerable.Range(1, Count).Select(number => $"{number} {new string('x', 60)}\n")));
            await bob.HearsUpTo($"^bob: {Count} x+$");
            using var alice = await IrcPeer.JoinAsync(first, "alice", "#lobby", Caps);
            before = await Pages(alice, "BEFORE", page => page[0], (page, all) => [.. page, .. all]);
            Assert.That(before.Select(NumberOf), Is.EqualTo(Enumerable.Range(1, Count)));
        }

        await using var second = RunningServer.Start(options);
        using var carol = await IrcPeer.JoinAsync(second, "carol", "#lobby", Caps);
        var after = await Pages(carol, "AFTER", page => page[^1], (page, all) => [.. all, .. page]);
        Assert.That(after, Is.EqualTo(before), "the same messages with the same ids, after a restart and from the other end");
    }

    [Test]
    public async Task Only_messages_and_actions_are_history_whoever_said_them()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await bob.Says("/me waves\n/topic news\n/nick rob\nhi é");
        await bob.HearsUpTo("^rob: hi é$");
        await alice.Says("NOTICE #lobby :built", "PRIVMSG rob :psst");
        await alice.ReadsAll();

        var history = await Answers(alice, "LATEST #lobby * 20");

        Assert.That(history.Select(WithoutTags), Is.EqualTo([
            ":bob!bob@chatroom PRIVMSG #lobby :\u0001ACTION waves\u0001",
            ":rob!rob@chatroom PRIVMSG #lobby :hi é",
            ":alice!alice@chatroom NOTICE #lobby :built",
        ]));
    }

    [Test]
    public async Task Without_batches_the_messages_come_as_they_are()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", "draft/chathistory");
        await alice.Says("PRIVMSG #lobby :one", "PRIVMSG #lobby :two");
        await alice.Asks("CHATHISTORY LATEST #lobby * 10", ":alice!alice@chatroom PRIVMSG #lobby :one", ":alice!alice@chatroom PRIVMSG #lobby :two");
        await alice.Asks("CHATHISTORY TARGETS timestamp=2262-01-01T00:00:00.000Z timestamp=2261-01-01T00:00:00.000Z 10");
    }

    [Test]
    public async Task A_room_that_one_is_not_in_has_no_history_and_a_person_has_none()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#attic");
        await bob.Says("PRIVMSG #attic :secret");
        await bob.ReadsAll();
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);

        await alice.Asks("CHATHISTORY LATEST #attic * 10", ":irc.chatroom FAIL CHATHISTORY INVALID_TARGET LATEST #attic :You are in no such room.");
        await alice.Asks("CHATHISTORY LATEST #nowhere * 10", ":irc.chatroom FAIL CHATHISTORY INVALID_TARGET LATEST #nowhere :You are in no such room.");
        await alice.Asks("CHATHISTORY LATEST #a,b * 10", ":irc.chatroom FAIL CHATHISTORY INVALID_TARGET LATEST #a,b :You are in no such room.");
        await alice.Asks("CHATHISTORY LATEST bob * 10", ":irc.chatroom BATCH +past chathistory bob", ":irc.chatroom BATCH -past");
        await alice.Asks("CHATHISTORY LATEST #lobby * many", ":irc.chatroom FAIL CHATHISTORY INVALID_PARAMS LATEST many :The limit must be a number from 1 on.");
    }

    [Test]
    public async Task Targets_are_the_rooms_whose_newest_message_is_between_the_times()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby,#attic,#empty", Caps);
        await alice.Says("PRIVMSG #attic :one");
        var attic = Tag((await alice.ReadsAll())[0], "time");
        await alice.Says("PRIVMSG #lobby :two");
        var lobby = Tag((await alice.ReadsAll())[0], "time");
        const string Always = "timestamp=2020-01-01T00:00:00.000Z timestamp=2262-01-01T00:00:00.000Z";

        var all = await Targets(alice, $"{Always} 10");
        Assert.That(all, Is.EquivalentTo([$"#attic {attic}", $"#lobby {lobby}"]));
        Assert.That(await Targets(alice, $"{Always} 1"), Is.EqualTo(all[..1]));
        Assert.That(await Targets(alice, "timestamp=2262-01-01T00:00:00.000Z timestamp=2020-01-01T00:00:00.000Z 1"), Is.EqualTo(all[1..]));
        Assert.That(await Targets(alice, $"timestamp=2020-01-01T00:00:00.000Z timestamp={attic} 10"), Is.Empty);
    }

    [Test]
    public async Task A_client_that_asks_for_long_answers_at_once_is_sent_all_of_them_at_its_own_speed()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinTypedAsync("bob");
        for (var number = 1; number <= 100; number++)
        {
            await bob.Says($"say {number} lobby {new string('x', 4000)}");
            await bob.HearsUpTo($"^ack {number} ");
        }

        using var alice = await IrcPeer.RegisterAsync(server, "alice", Caps, narrow: true);
        await alice.Says("JOIN #lobby");
        await alice.ReadsAll();
        await alice.Says([.. Enumerable.Repeat("CHATHISTORY LATEST #lobby * 1000", 20)]);
        var lines = await alice.ReadsAll();
        Assert.That(lines.Count(line => line == ":irc.chatroom BATCH -past"), Is.EqualTo(20));
        var one = lines.TakeWhile(line => line != ":irc.chatroom BATCH -past").Sum(line => line.Length + 2);
        Assert.That(one, Is.InRange(200 << 10, (256 << 10) + 100));
    }

    [Test]
    public async Task A_client_that_asks_for_long_answers_and_reads_nothing_does_not_delay_the_end_of_the_server()
    {
        IrcPeer alice;
        await using (var server = RunningServer.Start(RunningServer.WithIrc))
        {
            using var bob = await server.JoinTypedAsync("bob");
            for (var number = 1; number <= 100; number++)
            {
                await bob.Says($"say {number} lobby {new string('x', 4000)}");
                await bob.HearsUpTo($"^ack {number} ");
            }

            alice = await IrcPeer.RegisterAsync(server, "alice", Caps, narrow: true);
            await alice.Says("JOIN #lobby");
            await alice.ReadsAll();
            await alice.Says([.. Enumerable.Repeat("CHATHISTORY LATEST #lobby * 1000", 100)]);
            await alice.HearsLike("BATCH");
        }

        alice.Dispose();
    }

    [Test]
    public async Task History_by_hand_is_shown_as_notices()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby");
        await alice.Asks("HISTORY #lobby", ":irc.chatroom NOTICE #lobby :Nothing was said here so far.");
        await alice.Says("PRIVMSG #lobby :one", "PRIVMSG #lobby :\u0001ACTION waves\u0001");
        await alice.Says("HISTORY #lobby 50");
        var lines = await alice.ReadsAll();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines[0], Does.Match(@"^:irc\.chatroom NOTICE #lobby :\d\d:\d\d alice: one$"));
        Assert.That(lines[1], Does.Match(@"^:irc\.chatroom NOTICE #lobby :\d\d:\d\d \* alice waves$"));
        await alice.Asks("HISTORY #lobby 0", ":irc.chatroom NOTICE alice :Give a number from 1 to 1000 such as HISTORY #lobby 20.");
        await alice.Asks("HISTORY #attic", ":irc.chatroom 442 alice #attic :You are not in that room.");
    }

    /// <summary>Says numbered texts; returns them as the client was sent them.</summary>
    private static async Task<string[]> SaysAsync(IrcPeer alice, int count)
    {
        var said = new List<string>();
        for (var number = 0; number < count; number++)
        {
            await alice.Says($"PRIVMSG #lobby :this is {number}");
            said.AddRange(await alice.ReadsAll());
        }

        Assert.That(said.Select(line => Tag(line, "msgid")).Distinct().Count(), Is.EqualTo(count));
        return [.. said];
    }

    private static async Task Gets(IrcPeer alice, string request, string[] said) => Assert.That(await Answers(alice, request), Is.EqualTo(said), request);

    /// <summary>The lines of the batch, without its tag.</summary>
    private static async Task<string[]> Answers(IrcPeer alice, string request)
    {
        await alice.Says($"CHATHISTORY {request}");
        var lines = await alice.ReadsAll();
        Assert.That(lines[0], Is.EqualTo(":irc.chatroom BATCH +past chathistory #lobby"));
        Assert.That(lines[^1], Is.EqualTo(":irc.chatroom BATCH -past"));
        Assert.That(lines[1..^1], Has.All.StartsWith("@batch=past;"));
        return [.. lines[1..^1].Select(line => line.Replace("@batch=past;", "@", StringComparison.Ordinal))];
    }

    /// <summary>All pages, from the one at an end of the log on.</summary>
    /// <param name="next">The message to which the next page is asked for.</param>
    private static async Task<string[]> Pages(IrcPeer alice, string subcommand, Func<string[], string> next, Func<string[], string[], string[]> join)
    {
        var reference = subcommand == "BEFORE" ? "timestamp=2262-01-01T00:00:00.000Z" : "timestamp=2020-01-01T00:00:00.000Z";
        string[] page, all = [];
        while ((page = await Answers(alice, $"{subcommand} #lobby {reference} 300")).Length > 0)
        {
            all = join(page, all);
            reference = $"msgid={Tag(next(page), "msgid")}";
        }

        return all;
    }

    private static int NumberOf(string line) => int.Parse(line.Split(" :")[^1].Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<string[]> Targets(IrcPeer alice, string request)
    {
        await alice.Says($"CHATHISTORY TARGETS {request}");
        var lines = await alice.ReadsAll();
        Assert.That(lines[0], Is.EqualTo(":irc.chatroom BATCH +past draft/chathistory-targets"));
        Assert.That(lines[^1], Is.EqualTo(":irc.chatroom BATCH -past"));
        return [.. lines[1..^1].Select(line => line.Replace("@batch=past :irc.chatroom CHATHISTORY TARGETS ", "", StringComparison.Ordinal))];
    }

    private static string Tag(string line, string key) =>
        line[1..line.IndexOf(' ', StringComparison.Ordinal)].Split(';').Single(tag => tag.StartsWith($"{key}=", StringComparison.Ordinal))[(key.Length + 1)..];

    private static string WithoutTags(string line) => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
