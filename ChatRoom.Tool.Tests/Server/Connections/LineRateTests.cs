using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

/// <summary>Input over the line rate is processed more slowly: nothing is lost, nobody else waits, and the peer can be disconnected at once.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class LineRateTests(bool portable)
{
    private const int Burst = 20;

    /// <summary>The time for one more line.</summary>
    private static readonly TimeSpan LineTime = TimeSpan.FromMilliseconds(100);

    private readonly ManualTime _time = new();

    private ServerOptions Options => RunningServer.Options with
    {
        Portable = portable,
        Time = _time,
        Limits = new LimitsInForce(new ServerLimits { LimitsLoopback = true, LineRate = 10, LineBurst = Burst }),
    };

    [Test]
    public async Task A_flood_of_short_lines_is_sent_at_the_rate()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var carol = await server.JoinAsync("carol");
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("carol joined!", "bob joined!");

        await bob.Sends(Lines(0, 100));

        await alice.Hears(Said(0, Burst));
        await SaysNothingMore(carol, alice, "one");
        for (var number = Burst; number < Burst + 5; number++)
        {
            await _time.Passes(LineTime);
            await alice.Hears(Said(number, 1));
            await SaysNothingMore(carol, alice, $"{number}");
        }
    }

    [Test]
    public async Task An_IRC_client_waits_for_its_commands_and_loses_none()
    {
        await using var server = RunningServer.Start(Options with { Irc = new IPEndPoint(IPAddress.Loopback, 0) });
        using var alice = await server.JoinAsync("alice");
        using var carol = await server.JoinAsync("carol");
        await alice.Hears("carol joined!");
        using var wee = await IrcPeer.ConnectAsync(server);

        // Two lines of the burst for the welcome, and ten for each room: one room too many.
        await wee.Says("NICK wee", "USER wee 0 * :wee", "JOIN #attic,#lobby", "PRIVMSG #lobby :hello");
        await alice.Hears("wee joined!");
        await SaysNothingMore(carol, alice, "one");
        await _time.Passes(2 * LineTime);
        await alice.Hears("wee: hello");
        await wee.HearsLike("^:irc.chatroom 001 wee ");
    }

    [Test]
    public async Task A_pause_restores_the_full_burst_and_no_more()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        using var carol = await server.JoinAsync("carol");
        await alice.Hears("bob joined!", "carol joined!");
        await bob.Sends(Lines(0, Burst));
        await alice.Hears(Said(0, Burst));

        _time.Advance(TimeSpan.FromSeconds(50));
        await bob.Sends(Lines(100, Burst + 10));

        await alice.Hears(Said(100, Burst));
        await SaysNothingMore(carol, alice, "end");
    }

    [Test]
    public async Task Lines_before_the_end_of_input_are_all_sent_before_the_peer_leaves()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");
        await bob.Sends("bob\n" + Lines(0, Burst + 5));
        bob.ClosesItsSide();

        await alice.Hears(["bob joined!", .. Said(0, Burst)]);
        for (var number = Burst; number < Burst + 5; number++)
        {
            await _time.Passes(LineTime);
            await alice.Hears(Said(number, 1));
        }

        await alice.Hears("bob left!");
    }

    [Test]
    public async Task A_command_counts_as_ten_lines_however_it_is_split()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var carol = await server.JoinAsync("carol");
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("carol joined!", "bob joined!");

        await bob.Sends("/ni");
        await SaysNothingMore(carol, alice, "split");
        await bob.Sends("ck b1\n/nick b2\n/nick b3\nhi\n");

        await alice.Hears("bob is now b1!", "b1 is now b2!");
        await SaysNothingMore(carol, alice, "one");
        await _time.Passes(LineTime);
        await alice.Hears("b2 is now b3!");
        await SaysNothingMore(carol, alice, "two");
        await _time.Passes(10 * LineTime);
        await alice.Hears("b3: hi");
    }

    [Test]
    public async Task Each_line_of_a_group_counts_and_the_group_is_sent_as_a_whole()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var carol = await server.JoinAsync("carol");
        using var bob = await TestPeer.EnterAsync(server.EndPoint.Port, "send lobby bob", "^welcome ");
        await alice.Hears("carol joined!");

        // The line that enters counts, too.
        await bob.Sends("together 20\n" + string.Concat(Enumerable.Range(1, 20).Select(number => $"say {number} lobby {number}\n")));

        await SaysNothingMore(carol, alice, "one");
        await _time.Passes(LineTime);
        await SaysNothingMore(carol, alice, "two");
        await _time.Passes(LineTime);
        await alice.Hears([.. Enumerable.Range(1, 20).Select(number => $"bob: {number}")]);
        await bob.HearsLike("^ack 20 ");
    }

    [Test]
    public async Task Lines_before_joining_count()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");
        await bob.Sends("bob\0");
        await bob.HearsLike("^chatroom/1 ");

        await bob.Sends(string.Concat(Enumerable.Range(0, 30).Select(number => $"ping {number}\n")));

        await bob.Hears([.. Enumerable.Range(0, Burst).Select(number => $"pong {number}")]);
        Assert.That(bob.HasLine, Is.False);
        await _time.Passes(LineTime);
        await bob.Hears($"pong {Burst}");
        Assert.That(bob.HasLine, Is.False);
    }

    [Test]
    public async Task A_peer_over_the_rate_is_sent_the_end_of_the_server_at_once()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await FloodAsync(server);

        server.Stop();

        Assert.That(await bob.HearsToTheEnd(), Does.EndWith("bob: 19\n# The server is shutting down.\n"));
    }

    [Test]
    public async Task A_peer_over_the_rate_can_be_disconnected_at_once()
    {
        var denied = Path.GetTempFileName();
        try
        {
            await using var server = RunningServer.Start(Options with { DenyFile = denied });
            using var bob = await FloodAsync(server, IPAddress.Parse("127.0.0.2"));

            await File.WriteAllTextAsync(denied, "127.0.0.2\n");
            server.Reload();

            Assert.That(await bob.HearsToTheEnd(), Does.EndWith("bob: 19\n# Your address may not be on this server any more.\n"));
        }
        finally
        {
            File.Delete(denied);
        }
    }

    [Test]
    public async Task A_connection_over_the_rate_is_replaced_at_once_when_its_session_reconnects()
    {
        await using var server = RunningServer.Start(Options);
        using var first = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby bob session=0123456789abcdef", "^session 0$");
        await first.Sends(string.Concat(Enumerable.Range(1, 100).Select(number => $"say {number} lobby {number}\n")));
        await _time.SomebodyWaitsFor(LineTime);

        using var second = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby bob resume=0123456789abcdef", "^session 19$");

        Assert.That(await first.HearsToTheEnd(), Does.Contain("\nbye replaced "));
    }

    [Test]
    public async Task Connections_from_loopback_have_no_rate_limit_by_default()
    {
        await using var server = RunningServer.Start(Options with { Limits = new LimitsInForce(new ServerLimits { LineRate = 10, LineBurst = Burst }) });
        using var alice = await server.JoinAsync("alice");

        await alice.Sends(Lines(0, 2000));

        await alice.Hears([.. Enumerable.Range(0, 2000).Select(number => $"alice: {number}")]);
    }

    /// <summary>A peer whose input waits because of the rate limit.</summary>
    private async Task<TestPeer> FloodAsync(RunningServer server, IPAddress? from = null)
    {
        var bob = await server.JoinAsync("bob", from: from);
        await bob.Sends(Lines(0, 1000));
        await _time.SomebodyWaitsFor(LineTime);
        return bob;
    }

    /// <summary>Proves that the next line is the one that another peer says now.</summary>
    private static async Task SaysNothingMore(TestPeer other, TestPeer listener, string text)
    {
        await other.Says(text);
        await listener.Hears($"carol: {text}");
    }

    private static string Lines(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(number => $"{number}\n"));

    private static string[] Said(int first, int count) => [.. Enumerable.Range(first, count).Select(number => $"bob: {number}")];
}
