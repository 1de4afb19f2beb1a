using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>Clients and readers that lose their server go on at another one, as if it were the same.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class MovingSessionTests
{
    private const string Session = "0123456789abcdef0123456789abcdef";

    [Test]
    public async Task A_client_that_goes_from_server_to_server_says_each_line_once_and_in_order()
    {
        await using var cluster = await RunningCluster.StartAsync(3);
        using var reader = await EventReader.ReadsAt(cluster[2]);
        var ci = await EntersAsync(cluster[0], $"join lobby ci session={Session}");
        await ci.HearsUpTo("^join [0-9]+ [0-9]+ lobby ci$");
        const int last = 60;
        for (var (hop, next) = (1, 1L); next <= last; hop++)
        {
            // It does not know how much of this arrives, so it asks the next server.
            for (var number = next; number <= Math.Min(last, next + 15); number++)
            {
                await ci.Says($"say {number} lobby line {number}");
            }

            ci.Dies();
            ci = await EntersAsync(cluster[hop % 3], $"join lobby ci resume={Session}");
            next = await ProgressAsync(ci) + 1;
        }

        ci.Dispose();
        await reader.ReadsUpTo($" ci line {last}");
        Assert.That(reader.Said, Is.EqualTo(Enumerable.Range(1, last).Select(number => $"line {number}")));
    }

    [Test]
    public async Task A_connection_whose_session_goes_on_at_another_server_is_told_that_it_is_replaced()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var reader = await EventReader.ReadsAt(cluster[0]);
        using var first = await EntersAsync(cluster[0], $"join lobby ci session={Session}");
        await first.HearsUpTo("^join [0-9]+ [0-9]+ lobby ci$");
        await first.Says("say 1 lobby one");
        await first.HearsUpTo("^ack 1 ");

        using var second = await EntersAsync(cluster[1], $"join lobby ci resume={Session}");
        Assert.That(await ProgressAsync(second), Is.EqualTo(1));
        await first.HearsUpTo("^bye replaced ");
        await first.IsCutOff();
        await second.Says("say 2 lobby two");
        await second.HearsUpTo("^ack 2 ");
        await reader.ReadsUpTo(" ci two");
        Assert.That(reader.Events.Select(line => line.Split(' ')[0]), Is.EqualTo(["join", "message", "message"]));
    }

    [Test]
    public async Task A_line_that_was_refused_at_another_server_was_not_said()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var bob = await cluster[1].JoinTypedAsync("bob");
        using var first = await EntersAsync(cluster[0], $"send lobby ci session={Session}");
        await first.HearsUpTo("^welcome ");
        await first.Says("say 1 lobby one");
        await first.HearsUpTo("^ack 1 ");
        using var ci = await cluster[1].JoinTypedAsync("ci");
        await first.Says("say 2 lobby two");
        await first.HearsUpTo("^error name-taken 2 ");
        await first.HearsUpTo("^ack 2 ");
        ci.Dispose();
        await bob.HearsUpTo("^leave [0-9]+ [0-9]+ lobby ci$");
        await first.Says("say 3 lobby three");
        await first.HearsUpTo("^ack 3 ");

        using var second = await EntersAsync(cluster[1], $"send lobby ci resume={Session}");
        var answer = await second.HearsUpTo("^welcome ");
        Assert.That(answer, Has.Some.EqualTo("session 3").And.Some.StartsWith("error refused-before 2 "));
    }

    [Test]
    public async Task A_reader_that_goes_from_server_to_server_reads_each_event_once()
    {
        const int last = 300;
        await using var cluster = await RunningCluster.StartAsync(3);
        using var reader = await EventReader.ReadsAt(cluster[0]);
        using var alice = await cluster[1].JoinTypedAsync("alice");
        var saying = SaysAsync();
        for (var number = 10; number <= last; number += 10)
        {
            await reader.ReadsUpTo($" alice {number}");
            await reader.GoesTo(cluster[number % 3]);
        }

        await saying;
        Assert.That(reader.Said, Is.EqualTo(Enumerable.Range(1, last).Select(number => $"{number}")));

        async Task SaysAsync()
        {
            for (var number = 1; number <= last; number++)
            {
                await alice.Says($"say {number} lobby {number}");
            }
        }
    }

    [Test]
    public async Task A_reader_that_comes_to_a_server_that_is_behind_reads_each_event_once()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var reader = await EventReader.ReadsAt(cluster[0]);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.Says("say 1 lobby before");
        await bob.HearsUpTo(" alice before$");
        cluster.CutsOff(1);
        await alice.Says("say 2 lobby meanwhile");
        await reader.ReadsUpTo(" alice meanwhile");

        // The server has not applied the last line, so it answers when it has.
        var going = reader.GoesTo(cluster[1]);
        cluster.Mends(1);
        await going;
        await alice.Says("say 3 lobby after");
        await reader.ReadsUpTo(" alice after");
        Assert.That(reader.Said, Is.EqualTo(["before", "meanwhile", "after"]));
    }

    private static async Task<TestPeer> EntersAsync(RunningServer server, string entering)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("ci\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says(entering);
        return peer;
    }

    private static async Task<long> ProgressAsync(TestPeer peer)
    {
        var answer = await peer.HearsUpTo("^session [0-9]+$");
        await peer.HearsUpTo("^welcome ");
        return long.Parse(answer[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
