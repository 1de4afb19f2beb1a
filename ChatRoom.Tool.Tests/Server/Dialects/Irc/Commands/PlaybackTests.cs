using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Dialects.Irc.Registering;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Commands;

/// <summary>The messages that a client is shown when it joins.</summary>
internal sealed class PlaybackTests
{
    [Test]
    public async Task A_client_that_is_new_is_shown_the_last_messages_after_the_names()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 30);
        using var alice = await IrcPeer.RegisterAsync(server, "alice", "server-time batch");
        await alice.Says("JOIN #lobby");
        var lines = await alice.ReadsAll();
        Assert.That(lines[0], Does.EndWith(":alice!alice@chatroom JOIN #lobby"));
        Assert.That(lines.FindIndex(line => line.Contains(" 366 ", StringComparison.Ordinal)), Is.EqualTo(lines.IndexOf(":irc.chatroom BATCH +past chathistory #lobby") - 1));
        Assert.That(lines[^1], Is.EqualTo(":irc.chatroom BATCH -past"));
        Assert.That(TextsOf(lines), Is.EqualTo(Enumerable.Range(11, 20).Select(number => $"{number}")));
        Assert.That(lines[^2], Does.Match(@"^@batch=past;time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z :bob!bob@chatroom PRIVMSG #lobby :30$"));
    }

    [Test]
    public async Task Events_that_follow_come_after_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 3);
        using var alice = await IrcPeer.RegisterAsync(server, "alice", "server-time");
        await alice.Says("JOIN #lobby");
        await bob.HearsUpTo("^alice joined!$");
        await bob.Says("later");
        Assert.That(TextsOf(await ReadsUpTo(alice, ":later")), Is.EqualTo(["1", "2", "3", "later"]));
    }

    [TestCase("", TestName = "Without server-time nothing is shown")]
    [TestCase("server-time draft/chathistory batch", TestName = "A client that asks for history itself is shown nothing")]
    public async Task Some_are_shown_nothing(string caps)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 3);
        using var alice = await IrcPeer.RegisterAsync(server, "alice", caps);
        await alice.Says("JOIN #lobby");
        Assert.That(TextsOf(await alice.ReadsAll()), Is.Empty);
    }

    [Test]
    public async Task A_bot_is_shown_nothing()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 3);
        using var ci = await IrcPeer.RegisterAsync(server, "ci", "server-time");
        await ci.Says("MODE ci +B", "JOIN #lobby");
        Assert.That(TextsOf(await ci.ReadsAll()), Is.Empty);
    }

    [Test]
    public async Task A_client_that_comes_back_is_shown_what_it_missed_and_nothing_twice([Values("PART #lobby", "QUIT", "")] string leaving)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 3);
        var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", "server-time");
        await bob.HearsUpTo("^alice joined!$");
        await bob.Says("before");
        await alice.HearsLike("PRIVMSG #lobby :before$");
        await alice.Says("PRIVMSG #lobby :mine");
        await bob.HearsUpTo("^alice: mine$");
        if (leaving.Length > 0)
        {
            await alice.Says(leaving);
        }
        else
        {
            alice.Connection.Dies();
        }

        await bob.HearsUpTo("^alice left!");
        alice.Dispose();
        await SaysAsync(bob, from: 100, count: 50);

        using var back = await IrcPeer.RegisterAsync(server, "alice", "server-time");
        await back.Says("JOIN #lobby");
        Assert.That(TextsOf(await back.ReadsAll()), Is.EqualTo(Enumerable.Range(100, 50).Select(number => $"{number}")));
        await back.Says("PART #lobby", "JOIN #lobby");
        Assert.That(TextsOf(await back.ReadsAll()), Is.Empty, "nothing was missed");
    }

    [Test]
    public async Task After_a_connection_that_was_dead_a_client_is_shown_everything_since_its_last_sign_of_life()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time });
        using var bob = await SaysAsync(server, 3);
        using var ghost = await IrcPeer.JoinAsync(server, "alice", "#lobby", "server-time");
        await ghost.Says("PRIVMSG #lobby :mine");
        await bob.HearsUpTo("^alice: mine$");
        time.Advance(TimeSpan.FromSeconds(1));
        await SaysAsync(bob, from: 100, count: 3);
        await ReadsUpTo(ghost, ":102");

        using var back = await IrcPeer.ConnectAsync(server);
        await back.Says("CAP REQ :server-time", "NICK alice", "USER alice 0 * :alice", "CAP END");
        await ghost.HearsLike("^PING ");
        await time.Passes(NickClaim.AnswerTime);
        await ReadsUpTo(back, "There is no message of the day.");
        await back.Says("JOIN #lobby");
        Assert.That(TextsOf(await back.ReadsAll()), Is.EqualTo(["100", "101", "102"]));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task After_the_end_of_the_server_a_client_that_was_in_the_room_is_shown_nothing_twice()
    {
        using var folder = new ScratchDirectory();
        var options = RunningServer.WithIrc with { Log = new LogOptions { Folder = folder["log"] } };
        IrcPeer alice;
        await using (var first = RunningServer.Start(options))
        {
            using var bob = await SaysAsync(first, 30);
            alice = await IrcPeer.JoinAsync(first, "alice", "#lobby", "server-time");
            await alice.Says("PRIVMSG #lobby :mine");
            await bob.HearsUpTo("^alice: mine$");
        }

        alice.Dispose();
        await using var second = RunningServer.Start(options);
        using var carol = await IrcPeer.JoinAsync(second, "carol", "#lobby", "server-time");
        await carol.Says("PRIVMSG #lobby :missed");
        await carol.ReadsAll();
        using var back = await IrcPeer.RegisterAsync(second, "alice", "server-time");
        await back.Says("JOIN #lobby");
        Assert.That(TextsOf(await back.ReadsAll()), Is.EqualTo(["missed"]));
        await back.Says("PART #lobby", "JOIN #lobby");
        Assert.That(TextsOf(await back.ReadsAll()), Is.Empty);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Even_if_each_event_waits_for_the_disk_the_own_join_comes_first()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Log = new LogOptions { Folder = folder["log"], SyncsAlways = true } });
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#lobby", "echo-message");
        await bob.Says("PRIVMSG #lobby :1", "PRIVMSG #lobby :2");
        await ReadsUpTo(bob, ":2");
        using var alice = await IrcPeer.RegisterAsync(server, "alice", "server-time");
        await alice.Says("JOIN #lobby");
        var lines = await ReadsUpTo(alice, ":2");
        Assert.That(lines[0], Does.EndWith(" JOIN #lobby"));
        Assert.That(lines[^3], Does.Contain(" 366 "));
        Assert.That(TextsOf(lines), Is.EqualTo(["1", "2"]));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_client_that_is_sent_away_while_the_past_is_read_is_shown_nothing_of_it()
    {
        using var folder = new ScratchDirectory();
        using var works = new ManualResetEventSlim(true);
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = RunningServer.Start(RunningServer.WithIrc with
        {
            OperatorPassword = new Password("sesame"u8),
            Log = new LogOptions
            {
                Folder = folder["log"],
                SyncsAlways = true,
                Flush = file =>
                {
                    if (!works.IsSet)
                    {
                        stalled.TrySetResult();
                        works.Wait(TestTimeout.Limit);
                    }

                    RandomAccess.FlushToDisk(file);
                },
            },
        });
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#lobby", "echo-message");
        await bob.Says("OPER bob sesame", "PRIVMSG #lobby :1");
        await ReadsUpTo(bob, ":1");
        using var alice = await IrcPeer.RegisterAsync(server, "alice", "server-time");
        works.Reset();
        await alice.Says("JOIN #lobby");
        await stalled.Task.WaitAsync(TestTimeout.Limit);
        await bob.Says("KICK #lobby alice");
        await bob.ReadsAll();
        works.Set();
        await alice.HearsLike(":alice!alice@chatroom JOIN #lobby$");
        await alice.HearsLike(" KICK #lobby alice ");
        Assert.That(await alice.ReadsAll(), Is.Empty);
    }

    [Test]
    public async Task Of_very_many_missed_messages_the_last_are_shown()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 1);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", "server-time");
        await alice.Says("PART #lobby");
        await bob.HearsUpTo("^alice left!");
        await SaysAsync(bob, from: 1, count: 250);
        await alice.Says("JOIN #lobby");
        Assert.That(TextsOf(await alice.ReadsAll()), Is.EqualTo(Enumerable.Range(51, 200).Select(number => $"{number}")));
    }

    [Test]
    public async Task Another_address_of_the_same_nick_is_new()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await SaysAsync(server, 30);
        using (var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", "server-time"))
        {
            await alice.Says("QUIT");
            await bob.HearsUpTo("^alice left!");
        }

        using var other = await IrcPeer.ConnectAsync(server, from: IPAddress.Parse("127.0.0.2"));
        await other.Says("CAP REQ :server-time", "NICK alice", "USER alice 0 * :alice", "CAP END", "JOIN #lobby");
        Assert.That(TextsOf(await other.ReadsAll()), Has.Length.EqualTo(20));
    }

    [Test]
    public async Task Many_rooms_full_of_long_messages_are_joined_at_the_speed_of_the_client()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        var rooms = Enumerable.Range(1, 20).Select(number => $"#r{number}").ToArray();
        using var bob = await IrcPeer.JoinAsync(server, "bob", string.Join(',', rooms));
        foreach (var room in rooms)
        {
            await bob.Says([.. Enumerable.Repeat($"PRIVMSG {room} :{new string('x', 4000)}", 20)]);
            await bob.ReadsAll();
        }

        using var alice = await IrcPeer.RegisterAsync(server, "alice", "server-time batch", narrow: true);
        await alice.Says($"JOIN {string.Join(',', rooms)}");
        var lines = await alice.ReadsAll();
        Assert.That(lines.Count(line => line == ":irc.chatroom BATCH -past"), Is.EqualTo(rooms.Length));
        Assert.That(lines.Count(line => line.Contains(" 366 ", StringComparison.Ordinal)), Is.EqualTo(rooms.Length));
    }

    private static async Task<TestPeer> SaysAsync(RunningServer server, int count)
    {
        var bob = await server.JoinAsync("bob");
        await SaysAsync(bob, from: 1, count);
        return bob;
    }

    private static async Task SaysAsync(TestPeer bob, int from, int count)
    {
        await bob.Sends(string.Concat(Enumerable.Range(from, count).Select(number => $"{number}\n")));
        await bob.HearsUpTo($"^bob: {from + count - 1}$");
    }

    private static async Task<List<string>> ReadsUpTo(IrcPeer peer, string ending)
    {
        var lines = new List<string>();
        do
        {
            lines.Add(await peer.Reads());
        }
        while (!lines[^1].EndsWith(ending, StringComparison.Ordinal));
        return lines;
    }

    private static string[] TextsOf(IReadOnlyList<string> lines) =>
        [.. lines.Where(line => line.Contains(" PRIVMSG #", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf(':') + 1)..])];
}
