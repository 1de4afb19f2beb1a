using System.Text.Json;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom ping</c> as a process.</summary>
internal sealed class PingTests
{
    private const string Answered = @"answered in (\d+\.\d{3}) ms$";

    [Test]
    public async Task A_server_answers_and_members_see_nothing()
    {
        var server = RunningServer.Start();
        await using (server)
        {
            await using var ping = ToolProcess.Start("ping", "--port", $"{server.EndPoint.Port}");

            await ping.PrintsLike($"^127\\.0\\.0\\.1:{server.EndPoint.Port} {Answered}");
            Assert.That(await ping.PrintsToTheEnd(), Is.Empty);
            Assert.That(await ping.Errors, Is.Empty);
            Assert.That(await ping.Exits(), Is.Zero);
        }

        Assert.That(server.Log.ToString(), Does.Not.Contain("joined").And.Not.Contain("left"));
    }

    [Test]
    public async Task Ping_repeats_as_often_as_given_and_prints_JSON()
    {
        await using var server = RunningServer.Start();
        await using var ping = ToolProcess.Start("ping", $"chatroom://127.0.0.1:{server.EndPoint.Port}", "-n", "2", "--json");

        foreach (var line in new[] { await ping.NextLine(), await ping.NextLine() })
        {
            using var json = JsonDocument.Parse(line);
            Assert.That(json.RootElement.EnumerateObject().Select(field => field.Name), Is.EqualTo(new[] { "time", "host", "port", "ms" }));
            Assert.That(json.RootElement.GetProperty("time").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
            Assert.That(json.RootElement.GetProperty("port").GetInt32(), Is.EqualTo(server.EndPoint.Port));
            Assert.That(json.RootElement.GetProperty("ms").GetDouble(), Is.Positive);
        }

        Assert.That(await ping.PrintsToTheEnd(), Is.Empty);
        Assert.That(await ping.Exits(), Is.Zero);
    }

    [Test]
    public async Task Ping_ends_with_3_if_nothing_listens()
    {
        var port = FreePort.Find();
        await using var ping = ToolProcess.Start("ping", "--port", $"{port}");

        await ping.FailsWith(3, $"cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task Ping_ends_with_5_if_the_server_closes_the_connection()
    {
        using var server = new ScriptedServer();
        await using var ping = ToolProcess.Start("ping", "--port", $"{server.EndPoint.Port}");

        using (var peer = await server.AcceptAsync())
        {
            await peer.Sends("NAMEchatroom/1 1.2.3 here\n");
            await peer.HearsLike("\0ping ping$");
            peer.Dies();
        }

        Assert.That(await ping.Exits(), Is.EqualTo(5));
    }

    [Test]
    public async Task Ping_ends_with_124_if_the_server_does_not_answer_in_time()
    {
        using var server = new ScriptedServer();
        await using var ping = ToolProcess.Start("ping", "--port", $"{server.EndPoint.Port}", "--timeout", "2s");
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAMEchatroom/1 1.2.3 here\n");

        await ping.FailsWith(124, $"the server at 127.0.0.1:{server.EndPoint.Port} did not answer in time");
    }

    [Test]
    public async Task Ping_ends_with_7_at_a_tutorial_server()
    {
        await using var server = new TutorialServer();
        await using var ping = ToolProcess.Start("ping", "--port", $"{server.EndPoint.Port}", "--timeout", "2s");

        await ping.FailsWith(
            7, $"the server at 127.0.0.1:{server.EndPoint.Port} cannot be pinged, as it is no chatroom server; it accepts connections");
    }
}
