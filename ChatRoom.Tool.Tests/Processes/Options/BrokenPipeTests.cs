using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>
/// A verb that follows ends with 141 as soon as nobody reads its output, and not only at its next line. Where a system does
/// not tell of it, as on Windows, it ends at that line.
/// </summary>
[Platform(Exclude = "Win")]
internal sealed class BrokenPipeTests
{
    [TestCase("tail", "-n", "9")]
    [TestCase("wait", "--match", "never")]
    [TestCase("exec", "--name", "bob", "--", "cat")]
    public async Task It_ends_while_nothing_is_said(string verb, params string[] arguments)
    {
        await using var server = RunningServer.Start();
        await using var follower = ToolProcess.Start([verb, "--port", $"{server.EndPoint.Port}", .. arguments]);

        follower.LosesItsReader();

        Assert.That(await follower.Exits(), Is.EqualTo(141));
        Assert.That(await follower.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_ends_while_nothing_is_said()
    {
        await using var server = RunningServer.Start();
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "bob");
        await client.Prints("bob joined!");

        client.LosesItsReader();

        Assert.That(await client.Exits(), Is.EqualTo(141));
        Assert.That(await client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_ping_ends_between_two_questions()
    {
        using var silent = new ScriptedServer();
        await using var ping = ToolProcess.Start("ping", "--port", $"{silent.EndPoint.Port}", "-n", "2", "-W", "1h");
        using var asked = await silent.AcceptAsync();

        ping.LosesItsReader();

        Assert.That(await ping.Exits(), Is.EqualTo(141));
        Assert.That(await ping.Errors, Is.Empty);
    }

    [Test]
    public async Task A_pipeline_ends_with_its_head()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.SaysAndHears("only this");
        await using var pipeline = ToolProcess.StartOther(
            "sh", "-c", "\"$0\" tail --port \"$1\" --since all | head -n 1", ToolProcess.ToolPath, $"{server.EndPoint.Port}");

        await pipeline.Prints("alice joined!");

        Assert.That(await pipeline.Exits(), Is.Zero);
    }

    [Test]
    public async Task It_ends_while_it_looks_for_its_server()
    {
        var server = RunningServer.Start();
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--since", "all");
        using (var alice = await server.JoinAsync("alice"))
        {
            await tail.Prints("alice joined!");
        }

        await server.DisposeAsync();
        tail.LosesItsReader();

        Assert.That(await tail.Exits(), Is.EqualTo(141));
    }

    [Test]
    public async Task A_client_hears_what_becomes_of_the_lines_that_it_has_said()
    {
        using var server = new ScriptedServer();
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");
        using var session = await server.WelcomeAsync("script");
        await script.Reads("one", "two");
        await session.Hears("say 1 lobby one", "say 2 lobby two");

        script.LosesItsReader();
        await session.Says("ack 1 1");
        await session.Says("error too-long 2 It is too long.");

        Assert.That(await script.Errors, Is.EqualTo("chatroom: line 2 was not said: It is too long.\n"));
        Assert.That(await script.Exits(), Is.EqualTo(141));
    }
}
