using ChatRoom.Protocol;
using ChatRoom.Tests.Support;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes;

/// <summary><c>chatroom client</c> as a person meets it, on a real terminal.</summary>
internal sealed class TerminalTests
{
    private static readonly string OwnName = Nickname.MakeAcceptable(Environment.UserName).ToString();

    [Test]
    public async Task It_asks_for_a_name_and_offers_the_users_own()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client");
        await screen.Shows($"Your name [{OwnName}]:");
        await screen.Presses("Enter");

        await bob.Hears($"{OwnName} joined!");
        await screen.EndsWith(
            $"Your name [{OwnName}]:",
            $"You are {OwnName} in a test at {server.EndPoint}. /help lists commands, Ctrl-D leaves.",
            $"{OwnName} joined!",
            ">");
    }

    [Test]
    public async Task A_name_that_is_refused_is_asked_again()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client --name bob");
        await screen.EndsWith("The name bob is taken; choose another.", $"Your name [{OwnName}]:");
        await screen.Enters("two words");
        await screen.EndsWith(
            $"Your name [{OwnName}]: two words",
            "That name is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces.",
            $"Your name [{OwnName}]:");
        await screen.Enters("alice");

        await bob.Hears("alice joined!");
        await screen.EndsWith("alice joined!", ">");
    }

    [Test]
    public async Task A_half_typed_line_survives_what_arrives()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob);

        await screen.Types("half a tho");
        await screen.EndsWith("alice joined!", "> half a tho");
        for (var number = 1; number <= 200; number++)
        {
            await bob.Says($"line {number}");
        }

        await screen.EndsWith("bob: line 197", "bob: line 198", "bob: line 199", "bob: line 200", "> half a tho");
        await screen.Enters("ught");
        await screen.EndsWith("bob: line 200", "alice: half a thought", ">");
        await bob.Hears([.. Enumerable.Range(1, 200).Select(number => $"bob: line {number}"), "alice: half a thought"]);
    }

    [Test]
    public async Task Lines_typed_ahead_are_not_lost()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client");
        await screen.Shows($"Your name [{OwnName}]:");
        await screen.Enters("alice");
        await screen.Enters("first");
        await screen.Enters("second");

        await bob.Hears("alice joined!", "alice: first", "alice: second");
    }

    [TestCase("C-d", 0)]
    [TestCase("C-c", 130)]
    public async Task A_key_leaves_and_the_terminal_is_as_before(string key, int exitCode)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob);

        await screen.Presses(key);

        await bob.Hears("alice left!");
        await screen.ShowsExit(exitCode);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task Quit_leaves_and_the_terminal_is_as_before()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob);

        await screen.Enters("/quit");

        await bob.Hears("alice left!");
        await screen.ShowsExit(0);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task A_termination_leaves_the_terminal_as_before()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("sh -c 'echo process $$; exec chatroom client --name alice'");
        var process = await screen.ShowsLike("^process ([0-9]+)$");
        await bob.Hears("alice joined!");
        await screen.EndsWith("alice joined!", ">");

        await ToolProcess.SendSignal("TERM", int.Parse(process, System.Globalization.CultureInfo.InvariantCulture));

        await bob.Hears("alice left!");
        await screen.ShowsExit(143);
        await screen.IsAsBefore();
    }

    [TestCase("C-d", 0)]
    [TestCase("C-c", 130)]
    public async Task A_key_leaves_while_it_asks_for_a_name(string key, int exitCode)
    {
        await using var server = RunningServer.Start();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client");
        await screen.Shows($"Your name [{OwnName}]:");

        await screen.Presses(key);

        await screen.ShowsExit(exitCode);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task Control_d_in_a_line_does_not_leave()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob);

        await screen.Types("still");
        await screen.Presses("C-d");
        await screen.Enters(" here");

        await bob.Hears("alice: still here");
    }

    [Test]
    public async Task Of_a_line_that_is_longer_than_the_row_the_end_is_shown_and_all_is_said()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob);
        var line = string.Concat(Enumerable.Range(1, 60).Select(number => $"{number} ")) + "end";

        await screen.Types(line);
        await screen.EndsWith("alice joined!", $"> {line[^97..]}");
        await bob.Says("between");
        await screen.EndsWith("alice joined!", "bob: between", $"> {line[^97..]}");
        await screen.Presses("Enter");

        await bob.Hears("bob: between", $"alice: {line}");
        await screen.EndsWith(line[^(line.Length - 93)..], ">");
    }

    [TestCase("🙂")]
    [TestCase("é")]
    [TestCase("日")]
    [TestCase("👨‍👩‍👧")]
    public async Task Backspace_takes_away_one_character_as_a_person_sees_it(string character)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob);

        await screen.Types($"a🙂{character}");
        await screen.Presses("BSpace");
        await screen.EndsWith("alice joined!", "> a🙂");
        await screen.Enters("b");

        await bob.Hears("alice: a🙂b");
    }

    [Test]
    public async Task A_server_that_stops_is_a_lost_connection_and_the_terminal_is_as_before()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await AliceJoins(server, bob, "--no-reconnect");
        await screen.Types("too late");

        server.Stop();
        await bob.Hears("# The server is shutting down.");
        bob.Dispose();

        await screen.EndsWith(
            "alice joined!", "# The server is shutting down.", "chatroom: the connection was lost", TmuxScreen.ShellPrompt);
        await screen.ShowsExit(5);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task Help_does_not_wait_in_a_pager()
    {
        await using var server = RunningServer.Start();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port, rows: 8);

        await screen.Enters("chatroom client --help");

        await screen.ShowsLike("Show this (help)\\.$");
        await screen.ShowsExit(0);
    }

    private static async Task<TmuxScreen> AliceJoins(RunningServer server, TestPeer bob, string options = "")
    {
        var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters($"chatroom client --name alice {options}");
        await bob.Hears("alice joined!");
        await screen.EndsWith("alice joined!", ">");
        return screen;
    }
}
