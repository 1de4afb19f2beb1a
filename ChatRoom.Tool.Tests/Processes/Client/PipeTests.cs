using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>Successful runs of <c>chatroom client</c> as a process in a pipe: the lines that it says and prints.</summary>
internal sealed class PipeTests
{
    private const int ManyLines = 100_000;

    [Test]
    public async Task Each_line_is_said_as_text_even_if_it_begins_with_a_slash()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");

        await script.Reads("hello", "/quit", "//twice", "", "é 🙂");
        script.EndsItsInput();

        await alice.Hears("script joined!", "script: hello", "script: /quit", "script: //twice", "script: ", "script: é 🙂", "script left!");
        Assert.That(await script.Exits(), Is.Zero);
        Assert.That(await script.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_prints_the_events_of_the_room()
    {
        await using var server = RunningServer.Start();
        await using var reader = ToolProcess.StartClient(server.EndPoint.Port, "reader");
        await reader.Prints("reader joined!");
        using var alice = await server.JoinAsync("alice");

        await alice.Says("é 🙂");
        await alice.Says("/me waves");
        await alice.Says("/msg reader psst");
        await alice.Says("/quit");

        await reader.Prints("alice joined!", "alice: é 🙂", "* alice waves", "(private to reader) alice: psst", "alice left!");
        reader.EndsItsInput();
        Assert.That(await reader.PrintsToTheEnd(), Is.Empty);
        Assert.That(await reader.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_last_line_without_a_line_end_is_said()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");

        await script.Input.WriteAsync("first\nlast");
        script.EndsItsInput();

        await alice.Hears("script joined!", "script: first", "script: last", "script left!");
        Assert.That(await script.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_client_stays_until_every_line_is_acknowledged()
    {
        using var server = new ScriptedServer();
        await using var script = ToolProcess.StartClient(server.EndPoint.Port, "script");
        await script.Reads("one", "two");
        script.EndsItsInput();
        using var session = await server.WelcomeAsync("script");
        await session.Hears("say 1 lobby one", "say 2 lobby two");

        await session.Says("ack 1 1");
        await session.Says("message 2 1700000000000 lobby alice are you still there?");
        await script.Prints("alice: are you still there?");
        Assert.That(script.HasExited, Is.False);
        await session.Says("ack 2 3");

        await session.Hears("quit");
        session.Dispose();
        Assert.That(await script.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_hundred_thousand_lines_arrive_once_and_in_order()
    {
        Requires.Program("seq");
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var reader = ToolProcess.StartClient(port, "reader");
        await reader.Prints("reader joined!");

        await using var pipeline = ToolProcess.StartOther(
            "sh", "-c", """seq 1 "$0" | "$1" client --port "$2" --name ci >/dev/null""", $"{ManyLines}", ToolProcess.ToolPath, $"{port}");

        await reader.Prints("ci joined!");
        for (var number = 1; number <= ManyLines; number++)
        {
            await reader.Prints($"ci: {number}");
        }

        await reader.Prints("ci left!");
        Assert.That(await pipeline.Exits(), Is.Zero);
        Assert.That(await pipeline.Errors, Is.Empty);
    }
}
