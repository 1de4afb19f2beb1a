using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>A server that is killed and started again, and a tutorial server.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class OutageTests
{
    [Test]
    public async Task Lines_typed_while_the_server_is_down_are_pending_and_then_said_once()
    {
        using var folder = new ScratchDirectory();
        var port = FreePort.Find();
        var killed = await StartsAgain(port, folder);
        await using var first = killed;
        await using var screen = await TmuxScreen.OpenAsync(port);
        await screen.Enters("chatroom client --name alice");
        await screen.EndsWith("HH:mm -- You are alice in lobby; nobody else is here", ">");
        await screen.Enters("before");
        await screen.EndsWith("HH:mm alice: before", ">");

        await killed.IsSent("KILL");
        await screen.EndsWith("HH:mm alice: before", "HH:mm -- connection lost; reconnecting", ">");
        await screen.Enters("meanwhile");
        await screen.Pastes("two\nlines");
        await screen.Presses("Enter");
        await screen.Types("half");
        await screen.EndsWith(
            "HH:mm -- connection lost; reconnecting", "(sending) meanwhile", "(sending) two (and 1 more line)", "> half");
        await using var second = await StartsAgain(port, folder);

        await screen.EndsWith(
            "HH:mm -- connection lost; reconnecting", "HH:mm -- connected again", "HH:mm alice: meanwhile", "HH:mm alice: two", "HH:mm alice: lines", "> half");
        await screen.Enters(" a line");
        await screen.EndsWith("HH:mm alice: half a line", ">");
        using var bob = await TestPeer.JoinAsync(port, "bob");
        await bob.Says("/history");
        var said = new List<string>();
        while (said.Count == 0 || !said[^1].EndsWith("half a line", StringComparison.Ordinal))
        {
            said.Add(await bob.NextLine());
        }

        Assert.That(
            said.Where(line => line.Contains("alice: ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("alice: ", StringComparison.Ordinal) + 7)..]),
            Is.EqualTo(["before", "meanwhile", "two", "lines", "half a line"]));
    }

    [Test]
    public async Task A_user_who_leaves_while_the_server_is_down_is_shown_what_was_not_said()
    {
        using var folder = new ScratchDirectory();
        var port = FreePort.Find();
        await using var server = await StartsAgain(port, folder);
        await using var screen = await TmuxScreen.OpenAsync(port);
        await screen.Enters("chatroom client --name alice");
        await screen.EndsWith("HH:mm -- You are alice in lobby; nobody else is here", ">");
        await server.IsSent("KILL");
        await screen.EndsWith("HH:mm -- connection lost; reconnecting", ">");
        await screen.Enters("too late");

        await screen.Presses("C-d");

        await screen.EndsWith(
            "HH:mm -- connection lost; reconnecting", "HH:mm ! This may not have been said: too late", TmuxScreen.ShellPrompt);
        await screen.ShowsExit(5);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task The_client_waits_for_the_last_acknowledgement_unless_the_user_cancels()
    {
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client --name alice");
        using var patient = await server.WelcomeAsync("alice", "join lobby alice");
        await patient.Hears("who lobby", "commands", "rooms");
        await screen.ShowsLike("You are alice in lobby");
        await screen.Enters("hello");
        await patient.HearsLike("^say 1 lobby hello$");
        await screen.Presses("C-d");
        await screen.ShowsLike("^Waiting for the server to accept what you said\\. Press Ctrl-C to leave without waiting\\.");
        await patient.Says("ack 1 1");
        await patient.Hears("quit");
        await screen.ShowsExit(0);

        await screen.Enters("chatroom client --name alice");
        using var other = await server.WelcomeAsync("alice", "join lobby alice");
        await other.Hears("who lobby", "commands", "rooms");
        await screen.ShowsLike("You are alice in lobby");
        await screen.Enters("lost");
        await other.HearsLike("^say 1 lobby lost$");
        await screen.Presses("C-d");
        await screen.Presses("C-c");
        await screen.EndsWith("HH:mm ! This may not have been said: lost", TmuxScreen.ShellPrompt);
        await screen.ShowsExit(5);
    }

    [Test]
    public async Task On_a_tutorial_server_everything_is_said_before_the_client_leaves()
    {
        await using var server = new TutorialServer();
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!Connected to server!");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client --name alice");
        await old.Prints("alice\0 joined!");
        await screen.ShowsLike($"# This is {server.EndPoint}, a server without commands");

        await screen.EndsWith("HH:mm -- Connected to server!", ">");
        await old.Types("hello");
        await old.Prints("old: hello");
        await screen.EndsWith("HH:mm old: hello", ">");
        await screen.Types("half");
        await old.Types("again");
        await screen.EndsWith("HH:mm old: hello", "HH:mm old: again", "> half");
        await screen.Enters(" a line");
        await screen.Enters("two");
        await screen.Enters("three");
        await screen.Presses("C-d");

        await old.Prints("old: again", "alice: half a line", "alice: two", "alice: three", "alice\0 left!");
        await screen.EndsWith("HH:mm alice: half a line", "HH:mm alice: two", "HH:mm alice: three", TmuxScreen.ShellPrompt);
        await screen.ShowsExit(0);
        await screen.IsAsBefore();
    }

    private static async Task<ToolProcess> StartsAgain(int port, ScratchDirectory folder)
    {
        var (server, _) = await ToolProcess.ListensAsync(ToolProcess.Start("server", "--port", $"{port}", "--data", folder["log"]));
        return server;
    }
}
