using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>Typing in a room while other things happen.</summary>
internal sealed class TypingTests
{
    private const string Emoji = "🙂";

    [Test]
    public async Task Lines_that_arrive_do_not_disturb_a_half_typed_line()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Types("half a tho");
        await screen.EndsWith(OnTerminal.AliceIsIn, "> half a tho");
        for (var number = 1; number <= 200; number++)
        {
            await bob.Says($"line {number}");
            if (number % 40 == 0)
            {
                await screen.Types("x");
                await screen.Presses("BSpace");
            }
        }

        await screen.EndsWith("HH:mm bob: line 197", "HH:mm bob: line 198", "HH:mm bob: line 199", "HH:mm bob: line 200", "> half a tho");
        await screen.Enters("ught");
        await screen.EndsWith("HH:mm bob: line 200", "HH:mm alice: half a thought", ">");
        var lines = Enumerable.Range(1, 200).Select(number => $"bob: line {number}").ToList();
        await bob.Hears([.. lines, "alice: half a thought"]);
        var shown = (await screen.Scrollback()).Where(row => row.Contains("bob: ", StringComparison.Ordinal)).Select(row => row["HH:mm ".Length..]);
        Assert.That(shown, Is.EqualTo(lines));
    }

    [Test]
    public async Task Pasted_lines_are_one_input_and_no_other_line_comes_between_them()
    {
        string[] lines = ["one", "two", "three", "four", "five"];
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        using var carol = await server.JoinAsync("carol");
        await bob.Hears("carol joined!");
        using var enough = new CancellationTokenSource();
        var talking = TalkAsync(carol, enough.Token);

        await screen.Pastes(string.Join('\n', lines));
        await screen.EndsWith("> one", "| two", "| three", "| four", "| five");
        await screen.Presses("Enter");

        // Checked at bob, because many other lines scroll over the screen meanwhile.
        var heard = new List<string>();
        await HearsUntil("alice: five");
        await enough.CancelAsync();
        await talking;
        await carol.Says("that is all");
        await HearsUntil("carol: that is all");

        var own = heard.FindAll(line => line.StartsWith("alice", StringComparison.Ordinal));
        Assert.That(own, Is.EqualTo(lines.Select(line => $"alice: {line}")));
        Assert.That(heard.GetRange(heard.IndexOf("alice: one"), lines.Length), Is.EqualTo(own));
        await screen.EndsWith("HH:mm carol: that is all", ">");

        async Task HearsUntil(string last)
        {
            // Carol alone could go on forever.
            using var timeout = new CancellationTokenSource(TestTimeout.Limit);
            do
            {
                Assert.That(timeout.IsCancellationRequested, Is.False, $"\"{last}\" was not heard in time");
                heard.Add(await bob.NextLine());
            }
            while (heard[^1] != last);
        }
    }

    [Test]
    public async Task A_resize_changes_neither_a_line_of_emoji_nor_the_conversation()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Types(Of(70));
        await screen.EndsWithCaret(2 + 44, 0, OnTerminal.AliceIsIn, $"> {Of(48)}", $"  {Of(22)}");
        await screen.Presses("-N 30 Left");
        await screen.EndsWithCaret(2 + 80, 1, OnTerminal.AliceIsIn, $"> {Of(48)}", $"  {Of(22)}");
        await screen.Resizes(60, 24);
        await screen.EndsWithCaret(2 + 24, 1, OnTerminal.AliceIsIn, $"> {Of(28)}", $"  {Of(28)}", $"  {Of(14)}");
        await bob.Says("between");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: between", $"> {Of(28)}", $"  {Of(28)}", $"  {Of(14)}");
        await screen.Resizes(100, 12);
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: between", $"> {Of(48)}", $"  {Of(22)}");
        await screen.Enters("X");

        await bob.Hears("bob: between", $"alice: {Of(40)}X{Of(30)}");
    }

    [Test]
    public async Task A_line_that_is_longer_than_the_row_is_shown_and_said_in_full()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        var line = string.Concat(Enumerable.Range(1, 60).Select(number => $"{number} ")) + "end";

        await screen.Types(line);
        await screen.EndsWith(OnTerminal.AliceIsIn, $"> {line[..97]}".TrimEnd(), $"  {line[97..]}");
        await bob.Says("between");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm bob: between", $"> {line[..97]}".TrimEnd(), $"  {line[97..]}");
        await screen.Presses("Enter");

        await bob.Hears("bob: between", $"alice: {line}");
        await screen.EndsWith(line[(100 - "HH:mm alice: ".Length)..], ">");
    }

    [TestCase(Emoji)]
    [TestCase("é")]
    [TestCase("日")]
    [TestCase("👨‍👩‍👧")]
    public async Task Backspace_removes_one_character_as_a_person_sees_it(string character)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Types($"a🙂{character}");
        await screen.Presses("BSpace");
        await screen.EndsWith(OnTerminal.AliceIsIn, "> a🙂");
        await screen.Enters("b");

        await bob.Hears("alice: a🙂b");
    }

    [Test]
    public async Task An_interrupt_clears_the_line_and_control_D_in_a_line_does_not_leave()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Types("not this");
        await screen.Presses("C-c");
        await screen.EndsWith(OnTerminal.AliceIsIn, ">");
        await screen.Presses("C-c");
        await screen.EndsWith(OnTerminal.AliceIsIn, "Press Ctrl-C again to leave.", ">");
        await screen.Types("still");
        await screen.Presses("C-d");
        await screen.EndsWith(OnTerminal.AliceIsIn, "> still");
        await screen.Enters(" here");

        await bob.Hears("alice: still here");
    }

    [Test]
    public async Task After_a_stop_and_fg_a_half_typed_line_is_there_again()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        var line = new string('x', 97);

        for (var round = 1; round <= 3; round++)
        {
            await screen.Types(round == 1 ? $"{line}half" : "");
            await screen.Presses("C-z");
            await screen.ShowsLike("Stopped");
            await screen.EndsWith(TmuxScreen.ShellPrompt);
            await screen.IsAsBefore();
            await bob.Says($"meanwhile {round}");
            await screen.Enters("clear; fg");
            await screen.EndsLike(".*chatroom client.*", $"..:.. bob: meanwhile {round}", $"> {line}", "  half");
        }

        await screen.Enters(" done");
        await bob.Hears("bob: meanwhile 1", "bob: meanwhile 2", "bob: meanwhile 3", $"alice: {line}half done");
    }

    private static string Of(int count) => string.Concat(Enumerable.Repeat(Emoji, count));

    private static async Task TalkAsync(TestPeer carol, CancellationToken enough)
    {
        for (var number = 1; !enough.IsCancellationRequested; number++)
        {
            await carol.Says($"{number}");
            while (await carol.NextLine() != $"carol: {number}")
            {
            }
        }
    }
}
