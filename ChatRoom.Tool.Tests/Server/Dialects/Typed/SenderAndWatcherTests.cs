using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Typed;

/// <summary>Programs that send, watch or ask without being members.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class SenderAndWatcherTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    [Test]
    public async Task A_history_of_megabytes_arrives_whole_and_new_messages_follow()
    {
        const int Last = 20_000;
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinTypedAsync("alice");
        await SaysAsync(alice, from: 1, to: Last - 1);
        await HearsAckAsync(alice, Last - 1);

        using var watcher = await GreetedAsync(server);
        await watcher.Says("watch lobby all");
        await watcher.HearsLike($@"^watching lobby {Last} \d+ 1$");
        await watcher.HearsLike("^join 1 ");
        var saying = SaysAsync(alice, Last, 2 * Last);
        for (var id = 2; id <= 2 * Last; id++)
        {
            await watcher.HearsLike($"^message {id} ");
        }

        await saying;
    }

    [Test]
    public async Task A_program_may_ask_for_the_members_and_leave()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var asker = await server.ConnectAsync();
        await asker.Sends("asker\0who lobby\nquit\n");
        await asker.HearsBytes("NAME");
        await asker.Hears("chatroom/1 1.2.3 a test");
        await asker.HearsLike(@"^present lobby alice person \d+$");
        await asker.Hears("total lobby 1");
        Assert.That(await asker.HearsToTheEnd(), Is.Empty);
        await alice.Says("nobody came");
        await alice.Hears("alice: nobody came");
    }

    [Test]
    public async Task A_sender_that_sends_all_at_once_and_closes_its_side_gets_its_answers()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var ci = await server.ConnectAsync();
        await ci.Sends("ci\0send lobby ci\nsay 1 lobby one\nsay 2 lobby two\n");
        ci.ClosesItsSide();
        await ci.HearsBytes("NAME");
        await ci.Hears("chatroom/1 1.2.3 a test");
        await ci.HearsLike("^welcome lobby ci 1 ");
        await ci.Hears("ack 2 3");
        Assert.That(await ci.HearsToTheEnd(), Is.Empty);
        await alice.Hears("ci: one", "ci: two");
    }

    [Test]
    public async Task A_watcher_that_closes_its_side_gets_all_events_up_to_then()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        await alice.Says("hi");
        await alice.Hears("alice: hi");
        using var watcher = await server.ConnectAsync();
        await watcher.Sends("log\0watch lobby all\n");
        watcher.ClosesItsSide();
        await watcher.HearsBytes("NAME");
        await watcher.Hears("chatroom/1 1.2.3 a test");
        await watcher.HearsLike(@"^watching lobby 2 \d+ 1$");
        await watcher.HearsLike("^join 1 ");
        await watcher.HearsLike("^message 2 ");
        Assert.That(await watcher.HearsToTheEnd(), Is.Empty);
    }

    [Test]
    public async Task A_sender_and_a_watcher_stay_after_the_name_deadline()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(Options with { Time = time });
        using var sender = await GreetedAsync(server);
        await sender.Says("send lobby ci");
        await sender.HearsLike("^welcome ");
        using var watcher = await GreetedAsync(server);
        await watcher.Says("watch lobby now");
        await watcher.HearsLike("^watching ");
        using var silent = await GreetedAsync(server);
        await silent.Says("ping");
        await silent.HearsLike("^pong");

        time.Advance(server.NameTimeout);

        await silent.HearsLike("^bye no-name ");
        await sender.Says("say 1 lobby still here");
        await sender.Hears("ack 1 1");
        await watcher.HearsLike("still here$");
    }

    [Test]
    public async Task Senders_and_watchers_are_sent_the_end_of_the_server()
    {
        await using var server = RunningServer.Start(Options);
        using var sender = await GreetedAsync(server);
        await sender.Says("send lobby ci");
        await sender.HearsLike("^welcome ");
        using var watcher = await GreetedAsync(server);
        await watcher.Says("watch lobby now");
        await watcher.HearsLike("^watching ");
        await sender.Says("say 1 lobby last");
        await sender.Hears("ack 1 1");
        server.Stop();
        await sender.Hears("retry 1000", "bye draining The server is shutting down.");
        await watcher.HearsLike("^message 1 ");
        await watcher.Hears("retry 1000", "bye draining The server is shutting down.");
    }

    [Test]
    public async Task A_sender_that_does_not_read_its_answers_is_disconnected()
    {
        await using var server = RunningServer.Start(Options);
        using var watcher = await GreetedAsync(server);
        await watcher.Says("watch lobby now");
        await watcher.HearsLike("^watching ");
        using var rude = await GreetedAsync(server, narrow: true);
        await rude.Says("send lobby rude");
        await rude.HearsLike("^welcome ");
        var pings = string.Concat(Enumerable.Repeat($"ping {new string('x', 4000)}\n", 100));
        try
        {
            while (true)
            {
                await rude.Sends(pings);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Disconnected, as the test expects.
        }

        using var bob = await server.JoinAsync("bob");
        await watcher.HearsLike(" lobby bob$");
    }

    [Test]
    public async Task Thousands_of_refused_lines_get_few_answers_and_the_connection_stays()
    {
        const int Lines = 5000;
        await using var server = RunningServer.Start(Options);
        using var sender = await GreetedAsync(server);
        await sender.Says("send lobby ci");
        await sender.HearsLike("^welcome ");
        using var ci = await server.JoinAsync("ci");

        await sender.Sends(string.Concat(Enumerable.Range(1, Lines).Select(number => $"say {number} lobby x\n")));

        // The network decides how many lines arrive with one receive.
        var (refused, answers) = (0, 0);
        while (await sender.HearsLike("^(refused name-taken|error name-taken|ack) ") is var line && line != $"ack {Lines} 0")
        {
            var fields = line.Split(' ');
            if (fields[0] != "ack")
            {
                Assert.That(fields[2], Is.EqualTo($"{refused + 1}"));
                refused = int.Parse(fields[0] == "error" ? fields[2] : fields[3]);
                answers++;
            }
        }

        Assert.That(refused, Is.EqualTo(Lines));
        Assert.That(answers, Is.LessThan(Lines / 10));
        await sender.Says("ping still here");
        await sender.Hears("pong still here");
    }

    private static async Task<TestPeer> GreetedAsync(RunningServer server, bool narrow = false)
    {
        var peer = await server.ConnectAsync(narrow);
        await peer.HearsBytes("NAME");
        await peer.Sends("program\0");
        await peer.Hears("chatroom/1 1.2.3 a test");
        return peer;
    }

    private static Task SaysAsync(TestPeer peer, int from, int to) =>
        peer.Sends(string.Concat(Enumerable.Range(from, to - from + 1).Select(number => $"say {number} lobby {new string('x', 100)}\n")));

    private static async Task HearsAckAsync(TestPeer peer, int number)
    {
        while (!(await peer.NextLine()).StartsWith($"ack {number} ", StringComparison.Ordinal))
        {
        }
    }
}
