using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom tail</c> and <c>chatroom wait</c> of several rooms of a real server.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SeveralRoomsOfServerTests
{
    [Test]
    public async Task Tail_prints_the_lines_of_each_room_in_their_order()
    {
        await using var server = RunningServer.Start();
        await using var tail = Start(server, "tail", "--room", "a", "--room", "b", "--since", "all", "--count", "200");
        await Task.WhenAll(SayAsync(server, "a", 1, 100), SayAsync(server, "b", 1, 100), SayAsync(server, "c", 1, 100));

        var printed = (await tail.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var room in (string[])["a", "b"])
        {
            Assert.That(printed.Where(line => line.StartsWith($"[{room}]", StringComparison.Ordinal)), Is.EqualTo(Lines(room, 1, 100)));
        }

        Assert.That(printed, Has.Length.EqualTo(200));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    [Test]
    public async Task Tail_of_every_room_prints_rooms_that_are_made_later_and_json_has_the_room()
    {
        await using var server = RunningServer.Start();
        await SayAsync(server, "early", 1, 1);
        await using var tail = Start(server, "tail", "--room", "*", "--since", "all", "--json");
        await tail.PrintsLike("""^\{"id":1,"time":"[^"]*","type":"message","room":"early","name":"ci","text":"early 1","replay":true\}$""");
        await SayAsync(server, "later", 1, 1);
        await tail.PrintsLike("""^\{"id":1,"time":"[^"]*","type":"message","room":"later","name":"ci","text":"later 1"\}$""");
        await SayAsync(server, "early", 2, 1);
        await tail.PrintsLike("""^\{"id":2,"time":"[^"]*","type":"message","room":"early","name":"ci","text":"early 2"\}$""");
    }

    [Test]
    public async Task A_poll_of_every_room_prints_all_of_them_and_ends()
    {
        await using var server = RunningServer.Start();
        await SayAsync(server, "a", 1, 2);
        await SayAsync(server, "b", 1, 1);
        await using var tail = Start(server, "tail", "--room", "*", "--poll");

        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("[a] ci: a 1\n[a] ci: a 2\n[b] ci: b 1\n"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    [Test]
    public async Task Wait_ends_with_the_message_of_any_of_its_rooms()
    {
        await using var server = RunningServer.Start();
        await using var wait = Start(server, "wait", "--room", "a", "--room", "b", "--since", "all", "--match", "^b 2$");
        await SayAsync(server, "a", 1, 2);
        await SayAsync(server, "b", 1, 3);

        Assert.That(await wait.PrintsToTheEnd(), Is.EqualTo("[b] ci: b 2\n"));
        Assert.That(await wait.Exits(), Is.Zero);
    }

    [TestCase("--room", "a", "--room", "b")]
    [TestCase("--room", "*")]
    public async Task After_a_restart_of_the_server_each_room_goes_on_once_and_in_order(params string[] rooms)
    {
        using var folder = new ScratchDirectory();
        var options = RunningServer.Options with
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Find()),
            Log = new LogOptions { Folder = folder["log"] },
            RetryAfter = TimeSpan.FromMilliseconds(100),
        };
        await using var tail = await ReadsBeforeAndAfterAsync(options, rooms);

        var printed = (await tail.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var room in (string[])["a", "b"])
        {
            Assert.That(printed.Where(line => line.StartsWith($"[{room}]", StringComparison.Ordinal)), Is.EqualTo(Lines(room, 2, 5)));
        }

        Assert.That(await tail.Errors, Does.Contain("was lost; reconnecting").And.Contain("again\n").And.Not.Contain("another log"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    /// <summary>Starts a tail, which has printed the first line of a room before the server is restarted and more is said in two.</summary>
    private static async Task<ToolProcess> ReadsBeforeAndAfterAsync(ServerOptions options, string[] rooms)
    {
        ToolProcess tail;
        await using (var server = RunningServer.Start(options))
        {
            await SayAsync(server, "a", 1, 1);
            await SayAsync(server, "b", 1, 1);
            tail = Start(server, ["tail", .. rooms, "--since", "all", "--count", "12"]);
            var first = new[] { await tail.NextLine(), await tail.NextLine() };
            Assert.That(first, Is.EquivalentTo(new[] { "[a] ci: a 1", "[b] ci: b 1" }));
        }

        await using var again = RunningServer.Start(options);
        await SayAsync(again, "a", 2, 5);
        await SayAsync(again, "b", 2, 5);
        Assert.That(await tail.Exits(), Is.Zero);
        return tail;
    }

    private static ToolProcess Start(RunningServer server, string verb, params string[] arguments) => Start(server, [verb, .. arguments]);

    private static ToolProcess Start(RunningServer server, string[] arguments) => ToolProcess.Start([arguments[0], "--port", $"{server.EndPoint.Port}", .. arguments[1..]]);

    private static string[] Lines(string room, int first, int count) => [.. Enumerable.Range(first, count).Select(number => $"[{room}] ci: {room} {number}")];

    /// <summary>Says numbered lines in a room, one by one, and waits until they are said.</summary>
    private static async Task SayAsync(RunningServer server, string room, int first, int count)
    {
        using var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends($"ci\0send {room} ci\n");
        await peer.HearsLike("^chatroom/1 ");
        await peer.HearsLike($"^welcome {room} ");
        for (var number = 1; number <= count; number++)
        {
            await peer.Says($"say {number} {room} {room} {first + number - 1}");
            await peer.HearsLike($"^ack {number} ");
        }
    }
}
