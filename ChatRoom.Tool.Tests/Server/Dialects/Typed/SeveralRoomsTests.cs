using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Typed;

/// <summary>Programs that read several rooms over one connection, over sockets.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class SeveralRoomsTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    [Test]
    public async Task A_slow_reader_of_a_hundred_rooms_reads_each_room_whole_and_in_order()
    {
        const int RoomCount = 100;
        const int Each = 200;
        await using var server = RunningServer.Start(Options);
        using var watcher = await GreetedAsync(server);
        await watcher.Sends("watch lobby now\n" + string.Concat(Enumerable.Range(2, RoomCount - 1).Select(room => $"watch room{room} all\n")) + "ping ready\n");
        while (await watcher.NextLine() != "pong ready")
        {
            // The answers to the watches.
        }

        var talkers = await Task.WhenAll(Enumerable.Range(2, RoomCount - 1).Select(room => SayAllAsync(server, $"room{room}", Each)));
        var next = Enumerable.Range(2, RoomCount - 1).ToDictionary(room => $"room{room}", _ => 1);
        for (var left = (RoomCount - 1) * (1 + Each); left > 0; left--)
        {
            var line = (await watcher.NextLine()).Split(' ');
            if (line[0] == "watching")
            {
                left++;
                continue;
            }

            Assert.That(line[1], Is.EqualTo($"{next[line[3]]++}"), line[3]);
        }

        foreach (var talker in talkers)
        {
            talker.Dispose();
        }
    }

    [Test]
    public async Task A_watcher_of_several_rooms_that_closes_its_side_is_sent_all_events_up_to_then()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await SayAllAsync(server, "attic", 3);
        using var bob = await SayAllAsync(server, "cellar", 3);
        using var watcher = await GreetedAsync(server);
        await watcher.Sends("watch lobby now\nwatch attic all\nwatch cellar all\n");
        watcher.ClosesItsSide();
        var read = (await watcher.HearsToTheEnd()).Split('\n');
        Assert.That(read.Count(line => line.Contains(" attic ")), Is.EqualTo(5));
        Assert.That(read.Count(line => line.Contains(" cellar ")), Is.EqualTo(5));
    }

    [Test]
    public async Task A_watcher_of_several_rooms_is_told_of_the_shutdown_last()
    {
        var server = RunningServer.Start(Options);
        using var watcher = await GreetedAsync(server);
        await watcher.Sends("watch lobby now\nwatch attic now\nping ready\n");
        await watcher.HearsLike("^watching lobby ");
        await watcher.HearsLike("^watching attic ");
        await watcher.Hears("pong ready");
        await server.DisposeAsync();
        Assert.That((await watcher.HearsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], Does.StartWith("bye "));
    }

    private static async Task<TestPeer> GreetedAsync(RunningServer server)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("log\0");
        await peer.Hears("chatroom/1 1.2.3 a test");
        return peer;
    }

    private static async Task<TestPeer> SayAllAsync(RunningServer server, string room, int count)
    {
        var peer = await GreetedAsync(server);
        await peer.Sends($"join {room} {room}\n" + string.Concat(Enumerable.Range(1, count).Select(number => $"say {number} {room} {new string('x', 500)}\n")));
        while (!(await peer.NextLine()).StartsWith($"ack {count} ", StringComparison.Ordinal))
        {
            // Its own lines.
        }

        return peer;
    }
}
