using System.Text.Json;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>The history that our client shows when it joins, and when it moves to another room.</summary>
internal sealed class HistoryTests
{
    [Test]
    public async Task A_terminal_shows_history_with_times_and_an_end()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await SayAsync(bob, "hi é");
        using (var carol = await server.JoinAsync("carol"))
        {
            await bob.Hears("carol joined!");
        }

        await bob.Hears("carol left!");
        await bob.Says("/me waves");
        await bob.Hears("* bob waves");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client --name alice");

        await bob.Hears("alice joined!");
        await screen.EndsWith(
            "HH:mm -- You are alice in lobby; 1 other is here",
            "-- before you came --",
            "HH:mm bob: hi é",
            "HH:mm * bob waves",
            "-- end of history --",
            ">");
    }

    [TestCase("--history 0")]
    [TestCase("--history 1", "-- before you came --", "HH:mm bob: two", "-- end of history --")]
    public async Task A_terminal_shows_as_much_history_as_asked_for(string option, params string[] history)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await SayAsync(bob, "one");
        await SayAsync(bob, "two");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters($"CHATROOM_HISTORY=7 chatroom client --name alice {option}");

        await screen.EndsWith([OnTerminal.AliceIsIn, .. history, ">"]);
    }

    [Test]
    public async Task A_person_at_a_terminal_moves_to_another_room_and_speaks_there()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await SayAsync(bob, "in the lobby");
        await bob.Says("/join attic");
        await bob.Hears("# You are in attic now.", "bob joined!");
        await bob.Says("/topic Old things");
        await bob.Hears("bob set the topic: Old things");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client --name alice");
        await screen.EndsLike("..:.. -- You are alice in lobby; nobody else is here", "-- before you came --", ".*", "-- end of history --", ">");

        await screen.Enters("/join ATTIC");
        await screen.EndsLike("..:.. -- You are alice in attic; 1 other is here", "..:.. -- Topic: Old things .bob, ..:...", ">");
        await screen.Enters("hello");
        await screen.EndsWith("HH:mm alice: hello", ">");
        await screen.Enters("/me waves");

        await bob.Hears("alice joined!", "alice: hello", "* alice waves");
    }

    [Test]
    public async Task A_client_in_a_pipe_gets_the_history_that_it_asks_for_and_JSON_marks_it()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await SayAsync(bob, "one");
        await SayAsync(bob, "two");
        await using var client = ToolProcess.Start("client", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--json", "--history", "1");

        client.EndsItsInput();
        var lines = (await client.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines.Select(line => Field(line, "type")), Is.EqualTo(["message", "join"]));
        Assert.That(lines[0], Does.EndWith(""","text":"two","replay":true}"""));
        Assert.That(lines[1], Does.Not.Contain("replay"));
        Assert.That(await client.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_client_in_a_pipe_gets_no_history_by_default()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await SayAsync(bob, "one");
        await bob.Says("/topic Old things");
        await bob.Hears("bob set the topic: Old things");
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "ci");

        client.EndsItsInput();

        Assert.That(await client.PrintsToTheEnd(), Is.EqualTo("ci joined!\n"));
        Assert.That(await client.Errors, Is.Empty);
    }

    [TestCase("tail", "--since", "all", "-n", "3")]
    [TestCase("wait", "--match", "two", "--since", "all")]
    public async Task A_verb_with_since_gets_history_and_JSON_marks_it(string verb, params string[] arguments)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await SayAsync(bob, "two");
        await bob.Says("/topic Old things");
        await bob.Hears("bob set the topic: Old things");
        await using var reader = ToolProcess.Start([verb, "--port", $"{server.EndPoint.Port}", "--json", .. arguments]);

        var lines = (await reader.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(lines, Is.Not.Empty.And.All.EndsWith(""","replay":true}"""));
        Assert.That(await reader.Errors, Is.Empty);
    }

    [Test]
    public async Task New_events_are_not_marked_as_history()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--json", "--since", "all", "-n", "2");
        await tail.PrintsLike("\"join\".*\"replay\":true}$");

        await SayAsync(bob, "now");

        await tail.PrintsLike("\"text\":\"now\"}$");
    }

    [TestCase("1001")]
    [TestCase("-1")]
    [TestCase("all")]
    public async Task An_invalid_amount_of_history_is_wrong_usage(string number)
    {
        await using var client = ToolProcess.Start("client", $"--history={number}");
        await client.FailsWith(2, $"'{number}' is not a number for --history; give one from 0 to 1000");
    }

    [Test]
    public async Task The_server_makes_as_many_rooms_as_its_option_allows()
    {
        var (server, port) = await ToolProcess.ListensAsync(ToolProcess.StartWith([("CHATROOM_MAX_ROOMS", "2")], "server", "--port", "0"));
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        await alice.Says("/join attic");
        await alice.Hears("# You are in attic now.", "alice joined!");
        await alice.Says("/join cellar");
        await alice.Hears("! The limit of 2 rooms is reached; /rooms lists the rooms in use.");
    }

    [TestCase("0")]
    [TestCase("many")]
    public async Task An_invalid_number_of_rooms_is_wrong_usage(string number)
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--max-rooms", number);
        await server.FailsWith(2, $"'{number}' is not a number for --max-rooms; give one from 1 to 10000");
    }

    private static async Task SayAsync(TestPeer peer, string text)
    {
        await peer.Says(text);
        await peer.Hears($"bob: {text}");
    }

    private static string? Field(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).GetString();
    }
}
