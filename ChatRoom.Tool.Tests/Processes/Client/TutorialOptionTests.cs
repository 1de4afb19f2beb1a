using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>Verbs on a tutorial server, which acknowledges nothing, with and without <c>--tutorial</c>.</summary>
internal sealed class TutorialOptionTests
{
    [TestCase("nothing was said: this is a tutorial server, which acknowledges nothing; use --tutorial to say it without acknowledgements", "send", "hi")]
    [TestCase("this server cannot be read without joining it, as it is no chatroom server; join it with 'chatroom client'", "wait", "--match", "x")]
    [TestCase("this server cannot be read without joining it, as it is no chatroom server; join it with 'chatroom client'", "tail")]
    [TestCase("the server at ADDRESS does not mark bots, and bots must not answer each other; use a chatroom server", "exec", "--", "cat")]
    [TestCase("the server at ADDRESS cannot list its members, as it is no chatroom server", "who")]
    public async Task Nothing_is_said_on_a_tutorial_server_without_the_option(string sentence, string verb, params string[] arguments)
    {
        using var server = new ScriptedServer();
        await using var tool = ToolProcess.Start([verb, "--port", $"{server.EndPoint.Port}", .. arguments]);
        using var peer = await IntroducedAsync(server);

        Assert.That(await peer.HearsToTheEnd(), Is.Empty);
        await tool.FailsWith(7, sentence.Replace("ADDRESS", $"{server.EndPoint}", StringComparison.Ordinal));
    }

    [Test]
    public async Task Run_announces_nothing_on_a_tutorial_server_without_the_option_and_keeps_its_commands_exit_code()
    {
        using var server = new ScriptedServer();
        await using var run = ToolProcess.Start("run", "--port", $"{server.EndPoint.Port}", "--", "sh", "-c", "exit 3");
        using var peer = await IntroducedAsync(server);

        Assert.That(await peer.HearsToTheEnd(), Is.Empty);
        await run.FailsWith(3, "the report to the room failed: nothing was said: this is a tutorial server, which acknowledges nothing; use --tutorial to say it without acknowledgements");
    }

    [TestCase("ci: a b", "send", "a b")]
    [TestCase("ci: sh -c 'exit 0' ok in ", "run", "--", "sh", "-c", "exit 0")]
    public async Task The_option_sends_a_bare_name_and_accepts_a_line_that_comes_back(string said, string verb, params string[] arguments)
    {
        await using var server = new TutorialServer();
        using var old = await TestPeer.ConnectAsync(server.EndPoint.Port);
        await old.HearsBytes("NAME");
        await old.Sends("old");
        await old.HearsBytes("old joined!Connected to server!");
        await using var tool = ToolProcess.StartWith(
            [("CHATROOM_TUTORIAL", "1")], [verb, "--port", $"{server.EndPoint.Port}", "--name", "ci", .. arguments]);

        Assert.That(await tool.Exits(), Is.Zero);
        Assert.That(await tool.Errors, Is.Empty);
        await old.HearsBytes($"ci joined!{said}");
    }

    [Test]
    public async Task A_line_that_does_not_come_back_before_the_server_closes_is_no_success()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start("send", "--tutorial", "--port", $"{server.EndPoint.Port}", "--name", "ci", "hi");
        using (var peer = await server.AcceptAsync())
        {
            await peer.Sends("NAME");
            await peer.HearsBytes("ci");
            await peer.Sends("Connected to server!");
            await peer.HearsBytes("ci: hi");
        }

        await send.FailsWith(5, "the connection was lost");
    }

    private static async Task<TestPeer> IntroducedAsync(ScriptedServer server)
    {
        var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes($"{Nickname.MakeAcceptable(Environment.UserName)}\0");
        await peer.Sends("somebody joined!Connected to server!");
        return peer;
    }
}
