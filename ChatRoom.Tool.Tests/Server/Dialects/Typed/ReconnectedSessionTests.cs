using System.Net.Sockets;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Typed;

/// <summary>Programs that lose their connection and reconnect.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ReconnectedSessionTests(bool portable)
{
    private const string Id = "0123456789abcdef";

    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    [Test]
    public async Task Lines_processed_on_one_connection_are_not_published_again_on_another()
    {
        await using var server = RunningServer.Start(Options);
        using var watcher = await server.WatchAsync();
        using (var first = await ConnectAsync(server, $"send lobby ci session={Id}"))
        {
            await first.Hears("session 0");
            await first.HearsLike("^welcome ");
            await first.Sends("say 1 lobby one\nsay 2 lobby two\n");
            await first.Hears("ack 2 2");
            first.Dies();
        }

        using var second = await ConnectAsync(server, $"send lobby ci resume={Id}");
        await second.Hears("session 2");
        await second.HearsLike("^welcome ");
        await second.Sends("say 1 lobby one\nsay 2 lobby two\n");
        await second.Hears("ack 2 2");
        await second.Sends("say 2 lobby two\nsay 3 lobby three\n");
        await second.Hears("ack 3 3");
        await watcher.HearsLike(" one$");
        await watcher.HearsLike(" two$");
        await watcher.HearsLike(" three$");
    }

    [Test]
    public async Task Refusals_of_one_connection_are_repeated_on_the_next()
    {
        await using var server = RunningServer.Start(Options);
        using (var first = await ConnectAsync(server, $"send lobby ci session={Id}"))
        {
            await first.Sends("say 1 lobby one\nsay 2 attic two\nsay 3 lobby three\ncommand 4 lobby /who\n");
            while (!(await first.NextLine()).StartsWith("ack 4 ", StringComparison.Ordinal))
            {
            }
        }

        using var second = await ConnectAsync(server, $"send lobby ci resume={Id}");
        await second.Hears("session 4");
        await second.HearsLike("^error refused-before 2 ");
        await second.HearsLike("^error refused-before 4 ");
        await second.HearsLike("^welcome ");
        await second.Says("ping");
        await second.HearsLike("^pong");
    }

    [Test]
    public async Task A_forgotten_session_can_be_started_again_on_the_same_connection()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(Options with { Time = time, SessionRetention = TimeSpan.FromMinutes(1) });
        using var watcher = await server.WatchAsync();
        var first = await ConnectAsync(server, $"join lobby ci session={Id}");
        await watcher.HearsLike("^join ");
        first.Dies();
        await watcher.HearsLike("^leave ");
        time.Advance(TimeSpan.FromMinutes(1));

        using var second = await ConnectAsync(server, $"join lobby ci resume={Id}");
        await second.HearsLike("^error session-forgotten 0 ");
        await second.Says($"join lobby ci session={Id}");
        await second.Hears("session 0");
        await second.HearsLike("^welcome ");
    }

    [TestCase("session=short")]
    [TestCase("session=0123456789ABCDEF")]
    [TestCase("resume=0123456789abcdef0123456789abcdef0")]
    [TestCase("resume=")]
    public async Task An_invalid_session_is_refused(string option)
    {
        await using var server = RunningServer.Start(Options);
        using var ci = await ConnectAsync(server, $"join lobby ci {option}");
        await ci.HearsLike("^error bad-session 0 ");
        await ci.Says("join lobby ci");
        await ci.HearsLike("^welcome ");
    }

    [Test]
    public async Task A_replaced_connection_is_sent_the_reason_and_closed_and_nobody_else_sees_it()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinTypedAsync("alice");
        using var earlier = await ConnectAsync(server, $"join lobby ci session={Id}");
        await earlier.HearsLike("^session 0");
        await earlier.HearsLike("^welcome ");
        await earlier.HearsLike("^join ");
        await alice.HearsLike("^join 2 ");

        using var ci = await ConnectAsync(server, $"join lobby ci resume={Id}");

        Assert.That(await earlier.HearsToTheEnd(), Does.Match("^bye replaced .*\n$"));
        await ci.Hears("session 0");
        await ci.HearsLike("^welcome lobby ci 2 ");
        await ci.Says("say 1 lobby hi");
        await alice.HearsLike("^message 3 .* hi$");
        ci.Dies();
        await alice.HearsLike("^leave 4 ");
        earlier.Dispose();
        alice.Dispose();
        server.Stop();
        await server.Stopped;
        Assert.That(server.Log.ToString(), Does.Contain("ci left: its session has connected again"));
    }

    [Test]
    public async Task A_connection_may_be_replaced_many_times_at_once()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinTypedAsync("alice");
        var peers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConnectAsync(server, $"join lobby ci session={Id}")));
        await alice.HearsLike("^join 2 ");
        var ends = await Task.WhenAll(peers.Select(async peer =>
        {
            await peer.HearsLike("^session 0");
            await peer.Says("ping");
            string line;
            while (!(line = await peer.NextLine()).StartsWith("bye ", StringComparison.Ordinal) && !line.StartsWith("pong", StringComparison.Ordinal))
            {
            }

            return line;
        }));
        Assert.That(ends, Has.Some.StartsWith("pong"));
        await alice.Says("who lobby");
        await alice.HearsLike("^present lobby alice ");
        await alice.HearsLike("^present lobby ci ");
        await alice.Hears("total lobby 2");
        Array.ForEach(peers, peer => peer.Dispose());
        await alice.HearsLike("^leave 3 ");
    }

    [Test]
    public async Task Two_connections_that_send_the_same_numbers_at_once_publish_each_line_once([Values] bool isMember)
    {
        const int Last = 5000;
        var enter = isMember ? "join" : "send";
        var lines = string.Concat(Enumerable.Range(1, Last).Select(number => $"say {number} lobby {number}\n"));
        await using var server = RunningServer.Start(Options);
        using var watcher = await server.WatchAsync();
        using var earlier = await ConnectAsync(server, $"{enter} lobby ci session={Id}");
        await earlier.Hears("session 0");
        var saying = SendsAsync(earlier, lines);
        using var ci = await ConnectAsync(server, $"{enter} lobby ci resume={Id}\n{lines}say {Last + 1} lobby end");
        var number = 1;
        while (number <= Last)
        {
            var line = await watcher.NextLine();
            if (!line.StartsWith("join ", StringComparison.Ordinal))
            {
                Assert.That(line, Does.Match($"^message .* ci {number}$"));
                number++;
            }
        }

        await watcher.HearsLike(" end$");
        await saying;
    }

    [Test]
    public async Task A_group_cut_off_by_a_lost_connection_is_published_when_it_is_sent_again()
    {
        await using var server = RunningServer.Start(Options);
        using var watcher = await server.WatchAsync();
        using var earlier = await ConnectAsync(server, $"send lobby ci session={Id}");
        await earlier.Sends("say 1 lobby one\ntogether 2\nsay 2 lobby two\n");
        await watcher.HearsLike(" one$");

        using var ci = await ConnectAsync(server, $"send lobby ci resume={Id}");
        await ci.Hears("session 1");
        await ci.HearsLike("^welcome ");
        await ci.Sends("together 2\nsay 2 lobby two\nsay 3 lobby three\n");
        await ci.Hears("ack 3 3");
        await watcher.HearsLike(" two$");
        await watcher.HearsLike(" three$");
    }

    [Test]
    public async Task A_program_that_quits_after_the_last_acknowledgement_ends_its_session([Values] bool isAcknowledged)
    {
        await using var server = RunningServer.Start(Options);
        using (var first = await ConnectAsync(server, $"send lobby ci session={Id}"))
        {
            await first.Hears("session 0");
            await first.HearsLike("^welcome ");
            await first.Sends(isAcknowledged ? "say 1 lobby one\n" : "say 1 lobby one\nquit\n");
            await first.Hears("ack 1 1");
            await first.Sends("quit\n");
            Assert.That(await first.HearsToTheEnd(), Is.Empty);
        }

        using var second = await ConnectAsync(server, $"send lobby ci resume={Id}");
        await second.HearsLike(isAcknowledged ? "^error session-forgotten 0 " : "^session 1$");
    }

    [Test]
    public async Task A_program_that_has_not_joined_is_sent_when_to_reconnect()
    {
        await using var server = RunningServer.Start(Options with { RetryAfter = TimeSpan.FromSeconds(5) });
        using var newcomer = await ConnectAsync(server, "ping");
        await newcomer.HearsLike("^pong");
        server.Stop();
        await newcomer.Hears("retry 5000", "bye draining The server is shutting down.");
    }

    /// <summary>A program that sends this line after the greeting.</summary>
    private static async Task<TestPeer> ConnectAsync(RunningServer server, string line)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("program\0");
        await peer.Hears("chatroom/1 1.2.3 a test");
        await peer.Says(line);
        return peer;
    }

    private static async Task SendsAsync(TestPeer peer, string lines)
    {
        try
        {
            await peer.Sends(lines);
        }
        catch (SocketException)
        {
            // Another connection has replaced it.
        }
    }
}
