using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>Text that the user need not type again: completions, earlier lines and refused ones.</summary>
internal sealed class RecallTests
{
    [Test]
    public async Task Tab_completes_names_commands_and_rooms()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        using var brian = await server.JoinAsync("brian");
        await brian.Says("/join attic");
        await brian.Hears("# You are in attic now.", "brian joined!");
        await bob.Hears("brian joined!", "brian left!");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        await bob.Says("hello");
        await bob.Hears("bob: hello");
        await screen.EndsWith("HH:mm bob: hello", ">");

        await screen.Types("b");
        await screen.Presses("Tab");
        await screen.EndsWithCaret("> bob: ".Length, 0, "> bob:");
        await screen.Enters("hi");
        await bob.Hears("alice: bob: hi");
        await screen.EndsWith("HH:mm alice: bob: hi", ">");

        await screen.Types("/be");
        await screen.Presses("Tab");
        await screen.Types("o");
        await screen.Presses("Tab");
        await screen.EndsWithCaret("> /bell off ".Length, 0, "> /bell off");
        await screen.Presses("Enter");
        await screen.EndsWith("HH:mm # The bell is off.", ">");

        await screen.Types("/jo");
        await screen.Presses("Tab");
        await screen.Types("a");
        await screen.Presses("Tab");
        await screen.EndsWith("> /join attic");
        await screen.Presses("Enter");
        await screen.EndsWith("HH:mm -- You are alice in attic; 1 other is here", ">");
    }

    [Test]
    public async Task Tab_goes_through_the_members_with_the_last_speaker_first()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        using var bea = await server.JoinAsync("bea");
        await bob.Hears("bea joined!");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client --name alice --history 0");
        await screen.EndsWith("HH:mm -- You are alice in lobby; 2 others are here", ">");

        // The server's list of the members comes before the line.
        await screen.Enters("before");
        await screen.EndsWith("HH:mm alice: before", ">");
        await bob.Says("hello");
        await screen.EndsWith("HH:mm bob: hello", ">");

        foreach (var name in (string[])["bob", "bea", "alice"])
        {
            await screen.Presses("Tab");
            await screen.EndsWith("HH:mm bob: hello", $"> {name}:");
        }

        await screen.Presses("BTab");
        await screen.EndsWith("HH:mm bob: hello", "> bea:");
    }

    [Test]
    public async Task Up_and_down_go_through_earlier_lines_and_keep_the_unfinished_one()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        await screen.Enters("one");
        await screen.Enters("two");
        await screen.EndsWith("HH:mm alice: one", "HH:mm alice: two", ">");

        await screen.Types("unfin");
        await screen.Presses("Up");
        await screen.EndsWith("HH:mm alice: two", "> two");
        await screen.Presses("Up");
        await screen.EndsWith("HH:mm alice: two", "> one");
        await screen.Presses("Down Down");
        await screen.EndsWith("HH:mm alice: two", "> unfin");
        await screen.Enters("ished");

        await bob.Hears("alice: one", "alice: two", "alice: unfinished");
    }

    [Test]
    public async Task A_refused_command_comes_back_for_editing()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Enters("/nick bob");
        await screen.EndsWith("HH:mm ! The name bob is taken; choose another.", "> /nick bob");
        await screen.Enters("by");

        await bob.Hears("alice is now bobby!");
        await screen.EndsWith("HH:mm -- You are bobby now", ">");
    }

    [Test]
    public async Task A_line_that_is_too_long_comes_back_for_editing()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Types(new string('x', 4096));
        await screen.Enters("!");
        await screen.ShowsLike("^..:.. ! .*(4096|4,096)");
        await screen.ShowsLike("(x)!$");
        await screen.Presses("BSpace Enter");

        await bob.Hears($"alice: {new string('x', 4096)}");
    }
}
