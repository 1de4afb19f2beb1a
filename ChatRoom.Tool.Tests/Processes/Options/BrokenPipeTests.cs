using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>
/// A verb that follows a room ends with 141 as soon as nobody reads its output, not only at its next line. On Windows, which does
/// not report a closed reader, it ends at that line.
/// </summary>
[Platform(Exclude = "Win")]
internal sealed class BrokenPipeTests
{
    [TestCase("tail", "-n", "9")]
    [TestCase("wait", "--match", "never")]
    [TestCase("exec", "--name", "bob", "--", "cat")]
    public async Task A_verb_that_follows_ends_while_the_room_is_silent(string verb, params string[] arguments)
    {
        await using var server = RunningServer.Start();
        await using var follower = ToolProcess.Start([verb, "--port", $"{server.EndPoint.Port}", .. arguments]);

        follower.LosesItsReader();

        Assert.That(await follower.Exits(), Is.EqualTo(141));
        Assert.That(await follower.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_ends_while_the_room_is_silent()
    {
        await using var server = RunningServer.Start();
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "bob");
        await client.Prints("bob joined!");

        client.LosesItsReader();

        Assert.That(await client.Exits(), Is.EqualTo(141));
        Assert.That(await client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_ping_ends_while_it_waits_for_an_answer()
    {
        using var silent = new ScriptedServer();
        await using var ping = ToolProcess.Start("ping", "--port", $"{silent.EndPoint.Port}", "-n", "2", "-W", "1h");
        using var connection = await silent.AcceptAsync();

        ping.LosesItsReader();

        Assert.That(await ping.Exits(), Is.EqualTo(141));
        Assert.That(await ping.Errors, Is.Empty);
    }

    [Test]
    public async Task A_pipeline_ends_when_head_has_ended()
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
    public async Task A_tail_ends_while_it_reconnects()
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
    public async Task A_client_still_waits_for_the_answers_to_its_lines()
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
