using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server as a process with foreign clients, many readers and a wrong clock.</summary>
internal sealed class ForeignClientTests
{
    [Test]
    public async Task A_web_client_neither_joins_nor_sends_a_message()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--ephemeral");
        await using var owned = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        using var curl = await TestPeer.ConnectAsync(port);
        await curl.HearsBytes("NAME");

        await curl.Sends("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello");

        await curl.HearsLike("^# This is a chat room, not a web server: ");
        Assert.That(await curl.HearsToTheEnd(), Is.Empty);
        await alice.Says("fence");
        await alice.Hears("alice: fence");
    }

    [Test]
    public async Task A_name_is_typed_key_by_key_while_others_join()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--ephemeral");
        await using var owned = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        using var bob = await TestPeer.ConnectAsync(port);
        await bob.HearsBytes("NAME");

        await bob.Sends("b");
        await using var tutor = await TutorialClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), "tutor");

        // This line comes after the time that the server waits for the rest of a program's name.
        await alice.Hears("tutor joined!");
        await bob.Sends("ob\r\0");
        await alice.Hears("bob joined!");
    }

    [Test]
    public async Task Readers_do_not_use_up_the_limit_of_rooms()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--ephemeral", "--max-rooms", "3");
        await using var owned = server;
        for (var number = 0; number < 4; number++)
        {
            await using var tail = ToolProcess.Start("tail", "--port", $"{port}", "--room", $"r{number}", "--poll");
            Assert.That(await tail.Exits(), Is.Zero);
        }

        await using var send = ToolProcess.Start("send", "--port", $"{port}", "--room", "new", "hi");
        Assert.That(await send.Exits(), Is.Zero, await send.Errors);
    }

    [Test]
    public async Task A_log_with_times_of_a_wrong_clock_continues_with_the_right_time()
    {
        var folder = Directory.CreateTempSubdirectory("chatroom-");
        try
        {
            var log = Path.Combine(folder.FullName, "log");
            var ahead = new ManualTime();
            ahead.SetClock(TimeSpan.FromDays(100 * 365));
            await using (var wrong = RunningServer.Start(RunningServer.Options with { Time = ahead, Log = new LogOptions { Folder = log } }))
            {
                using var alice = await wrong.JoinAsync("alice");
            }

            var (server, port) = await ToolProcess.StartServerAsync("--data", log);
            await using var owned = server;
            await using var send = ToolProcess.Start("send", "--port", $"{port}", "now");
            Assert.That(await send.Exits(), Is.Zero, await send.Errors);
            await using var tail = ToolProcess.Start("tail", "--port", $"{port}", "--since", "all", "--types", "message", "--poll", "--json");
            Assert.That(await tail.PrintsToTheEnd(), Does.Contain("now").And.Not.Contain("\"time\":\"21"));
            await server.IsSent("TERM");
            Assert.That(await server.Exits(), Is.Zero);
            Assert.That(await server.Errors, Does.Contain("the clock went back by "));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
