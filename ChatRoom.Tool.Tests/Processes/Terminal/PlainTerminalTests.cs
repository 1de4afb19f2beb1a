using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>The bell and colours, and terminals without some abilities.</summary>
internal sealed class PlainTerminalTests
{
    [Test]
    public async Task Only_a_mention_rings_the_bell_until_it_is_off()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await bob.Says("malice");
        await screen.EndsWith("HH:mm bob: malice", ">");
        Assert.That(screen.Written, Does.Not.Contain("\a"));
        await bob.Says("hello Alice!");
        await screen.HasRung(1);
        await screen.Enters("/bell off");
        await screen.EndsWith("HH:mm bob: hello Alice!", "HH:mm # The bell is off.", ">");
        await bob.Says("alice?");
        await screen.EndsWith("HH:mm bob: alice?", ">");

        Assert.That(screen.Written.Count(character => character == '\a'), Is.EqualTo(1));
    }

    [Test]
    public async Task Names_have_colours_by_default()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await bob.Says("hello");
        await screen.EndsWith("HH:mm bob: hello", ">");

        Assert.That(screen.Written, Does.Match("\e\\[38;5;[0-9]+mbob\e\\[0m: hello"));
    }

    [Test]
    public async Task With_NO_COLOR_nothing_is_coloured()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, environment: "NO_COLOR=1");

        await bob.Says("alice!");
        await screen.EndsWith("HH:mm bob: alice!", ">");
        await screen.Enters("/nick bob");
        await screen.EndsWith("HH:mm bob: alice!", "HH:mm ! The name bob is taken; choose another.", "> /nick bob");

        Assert.That(screen.Written, Does.Not.Match("\e\\[[0-9;]*([34][0-9]|9[0-7]|10[0-7])[0-9;]*m"));
    }

    [Test]
    public async Task A_dumb_terminal_is_sent_no_escape_sequences_and_can_chat()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, environment: "TERM=dumb");

        await screen.Types("half a l");
        await screen.EndsWith(OnTerminal.AliceIsIn, "> half a l");
        await bob.Says("between");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: between", "> half a l");
        await screen.Types("o");
        await screen.Presses("BSpace");
        await screen.Enters("ine");
        await bob.Hears("bob: between", "alice: half a line");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: between", "HH:mm alice: half a line", ">");
        await screen.Presses("C-c");
        await screen.EndsWith("HH:mm alice: half a line", "Press Ctrl-C again to leave.", ">");
        await screen.Presses("C-c");

        await screen.ShowsExit(130);
        await screen.IsAsBefore();
        Assert.That(screen.Written, Does.Not.Contain("\e"));
    }

    [Test]
    public async Task On_a_terminal_with_only_ASCII_other_characters_are_still_said()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, environment: "LC_ALL=C");

        await screen.Types("é🙂 a");
        await screen.EndsWith(OnTerminal.AliceIsIn, "> ?? a");
        await bob.Says("日本");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: ??", "> ?? a");
        await screen.Presses("Enter");

        await bob.Hears("bob: 日本", "alice: é🙂 a");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: ??", "HH:mm alice: ?? a", ">");
    }

    [Test]
    public async Task Twenty_columns_are_enough_to_read_and_type()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port, columns: 20, rows: 10);
        await screen.Enters("chatroom client --history 0");
        await screen.EndsLike("What is your name\\?.*", ">");
        await screen.Enters("alice");
        await bob.Hears("alice joined!");
        await screen.EndsWith("HH:mm -- You are ali", "ce in lobby; 1 other", " is here", ">");

        await screen.Types("a thought of some length");
        await screen.EndsWith("> a thought of some", "   length");
        await bob.Says("between, and long as well");
        await screen.EndsWith("HH:mm bob: between,", "and long as well", "> a thought of some", "   length");
        await screen.Presses("Enter");

        await bob.Hears("bob: between, and long as well", "alice: a thought of some length");
        await screen.EndsWith("HH:mm alice: a thoug", "ht of some length", ">");
    }

    [Test]
    public async Task Clear_empties_the_screen_and_keeps_the_lines_in_the_scrollback()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        await bob.Says("to be kept");
        await screen.EndsWith("HH:mm bob: to be kept", ">");

        await screen.Enters("/clear");
        await screen.IsJust(">");

        Assert.That(await screen.Scrollback(), Has.One.EndsWith("bob: to be kept"));
    }
}
