using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>Verbs as processes whose server stops and starts again at the same address.</summary>
internal sealed class ReconnectTests
{
    [Test]
    public async Task A_client_in_a_pipe_says_every_line_once()
    {
        var server = new ScriptedServer();
        var (port, address) = (server.EndPoint.Port, $"{server.EndPoint}");
        await using var client = ToolProcess.StartClient(port, "ci");
        await client.Reads("one", "two");
        using (var first = await server.WelcomeAsync("ci"))
        {
            await first.Hears("say 1 lobby one", "say 2 lobby two");
            await first.Says("ack 1 1");
            await first.Says("ping acknowledged?");
            await first.Hears("pong acknowledged?");
            server.Dispose();
        }

        await client.Reads("three");
        client.EndsItsInput();
        using var again = new ScriptedServer(port);
        using var second = await again.GreetAsync("ci");
        await second.HearsLike("^join lobby ci numbered resume=");
        await second.Sends("session 1\nwelcome lobby ci 1 1700000000000 1\n");
        await second.Hears("say 2 lobby two", "say 3 lobby three");
        await second.Says("ack 3 3");

        await second.Hears("quit");
        second.Dispose();
        Assert.That(await client.Exits(), Is.Zero);
        Assert.That(await client.Errors, Is.EqualTo(
            $"chatroom: the connection to {address} was lost; reconnecting\nchatroom: connected to {address} again\n"));
    }

    [Test]
    public async Task Tail_continues_after_the_last_printed_event_and_JSON_reports_the_outage()
    {
        var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        await using var tail = ToolProcess.Start("tail", "--port", $"{port}", "--json", "-n", "2");
        using (var first = await server.WatchedAsync("now"))
        {
            await first.Says("message 1 1700000000000 lobby alice one");
            await tail.PrintsLike("\"text\":\"one\"");
            server.Dispose();
        }

        await tail.PrintsLike("\"type\":\"disconnected\"");
        using var again = new ScriptedServer(port);
        using var second = await again.GreetAsync(Nickname.MakeAcceptable(Environment.UserName).ToString());
        await second.HearsLike("^watch lobby after=1 ");
        await second.Says("watching lobby 1 1700000000000 2");
        await tail.PrintsLike("\"type\":\"connected\"");
        await second.Says("message 2 1700000000000 lobby alice two");

        await tail.PrintsLike("\"text\":\"two\"");
        Assert.That(await tail.Exits(), Is.Zero);
    }

    [Test]
    public async Task JSON_can_report_outages_alone()
    {
        var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        await using var tail = ToolProcess.Start("tail", "--port", $"{port}", "--json", "--types", "disconnected,connected");
        using (await server.WatchedAsync("now"))
        {
            server.Dispose();
        }

        await tail.PrintsLike("\"type\":\"disconnected\",\"room\":\"lobby\",\"text\":\"the connection was lost\"");
        using var again = new ScriptedServer(port);
        using var second = await again.WatchedAsync("after=0");
        await tail.PrintsLike("\"type\":\"connected\",\"room\":\"lobby\"}$");
    }

    [Test]
    public async Task Wait_continues_after_an_outage()
    {
        var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        await using var wait = ToolProcess.Start("wait", "--port", $"{port}", "--match", "go");
        using (await server.WatchedAsync("now"))
        {
            server.Dispose();
        }

        using var again = new ScriptedServer(port);
        using var second = await again.WatchedAsync("after=0");
        await second.Says("message 1 1700000000000 lobby alice go");

        await wait.Prints("alice: go");
        Assert.That(await wait.Exits(), Is.Zero);
    }

    [Test]
    public async Task Send_says_its_line_once()
    {
        var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        await using var send = ToolProcess.Start("send", "--port", $"{port}", "--name", "ci", "hello");
        using (var first = await server.WelcomeAsync("ci", "send lobby ci"))
        {
            await first.Hears("say 1 lobby hello");
            server.Dispose();
        }

        using var again = new ScriptedServer(port);
        using var second = await again.GreetAsync("ci");
        await second.HearsLike("^send lobby ci resume=[0-9a-z]+ elsewhere$");
        await second.Sends("session 1\nwelcome lobby ci 1 1700000000000 1\n");

        await second.Hears("quit");
        second.Dispose();
        Assert.That(await send.Exits(), Is.Zero);
    }

    [Test]
    public async Task Run_announces_the_end_once()
    {
        using var server = new ScriptedServer();
        await using var run = ToolProcess.Start("run", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--", "sh", "-c", "exit 3");
        using (var first = await server.WelcomeAsync("ci", "send lobby ci numbered"))
        {
            await first.HearsLike("^say 1 lobby sh .*failed");
        }

        using var second = await server.GreetAsync("ci");
        await second.HearsLike("^send lobby ci numbered resume=[0-9a-z]+ elsewhere$");
        await second.Sends("session 0\nwelcome lobby ci 1 1700000000000 1\n");
        await second.HearsLike("^say 1 lobby sh .*failed");
        await second.Says("ack 1 1");

        await second.Hears("quit");
        Assert.That(await run.Exits(), Is.EqualTo(3));
        Assert.That(await run.Errors, Is.EqualTo(
            $"chatroom: the connection to {server.EndPoint} was lost; reconnecting\nchatroom: connected to {server.EndPoint} again\n"));
    }

    [Test]
    public async Task A_line_that_is_typed_during_an_outage_is_said_after_it()
    {
        var server = new ScriptedServer();
        var port = server.EndPoint.Port;
        await using var screen = await TmuxScreen.OpenAsync(port);
        await screen.Enters("chatroom client --name alice");
        using (var first = await server.WelcomeAsync("alice"))
        {
            await screen.EndsWith(
                $"HH:mm # This is scripted at {first.Socket.LocalEndPoint}. /help lists commands, Ctrl-D leaves.",
                "HH:mm -- You are alice in lobby; nobody else is here",
                ">");
            server.Dispose();
        }

        await screen.EndsWith("HH:mm -- connection lost; reconnecting", ">");
        await screen.Enters("hello");
        await screen.Types("half");
        await screen.EndsWith("HH:mm -- connection lost; reconnecting", "(sending) hello", "> half");

        using var again = new ScriptedServer(port);
        using var second = await again.GreetAsync("alice");
        await second.HearsLike("^join lobby alice resume=");
        await second.Sends("session 0\nwelcome lobby alice 0 1700000000000 1\n");
        await second.Hears("say 1 lobby hello");
        await screen.EndsWith("HH:mm -- connection lost; reconnecting", "HH:mm -- connected again", "(sending) hello", "> half");
    }

    [Test]
    public async Task A_client_gives_up_if_the_server_does_not_come_back()
    {
        var server = new ScriptedServer();
        var address = $"{server.EndPoint}";
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "ci", "--give-up-after", "1ms");
        using (await server.WelcomeAsync("ci"))
        {
            server.Dispose();
        }

        Assert.That(await client.Exits(), Is.EqualTo(5));
        Assert.That(await client.Errors, Is.EqualTo(
            $"chatroom: the connection to {address} was lost; reconnecting\nchatroom: the connection was lost\n"));
    }

    [Test]
    public async Task An_invalid_time_is_wrong_usage()
    {
        await using var client = ToolProcess.StartClient(1, "ci", "--give-up-after", "soon");

        await client.FailsWith(2, "'soon' is not a time for --give-up-after; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds");
    }
}
