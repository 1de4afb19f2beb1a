using System.Globalization;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Device;

/// <summary>The device on a real terminal, under a shell: a small program prints each input.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TerminalDeviceTests
{
    private const int NoServer = 1;

    [Test]
    public async Task Keys_arrive_at_once_and_unchanged()
    {
        await using var screen = await KeysAreShown();

        await screen.Types("hé日😀");
        await screen.EndsWith("ready 100x24", "key h", "key é", "key 日", "key 😀");
        await screen.Presses("Enter C-a C-c C-d C-q C-s C-v C-o C-\\\\ BSpace Left C-Left M-b Home DC");
        await screen.EndsWith(
            "key Enter", "key C-a", "key C-c", "key C-d", "key C-q", "key C-s", "key C-v", "key C-o", @"key C-\",
            "key Backspace", "key Left", "key C-Left", "key A-b", "key Home", "key Delete");
    }

    [Test]
    public async Task A_lone_escape_arrives_without_a_further_key()
    {
        await using var screen = await KeysAreShown();

        await screen.Presses("Escape");

        await screen.EndsWith("ready 100x24", "key Escape");
    }

    [Test]
    public async Task Pasted_lines_arrive_as_one_input()
    {
        await using var screen = await KeysAreShown();

        await screen.Pastes("one\ntwo\nthree\nfour\nfive");

        await screen.EndsWith("ready 100x24", "key Paste(one/two/three/four/five)");
    }

    [Test]
    public async Task A_resize_is_reported()
    {
        await using var screen = await KeysAreShown();

        await screen.Resizes(60, 10);

        await screen.EndsWith("ready 100x24", "resized 60x10");
    }

    [TestCase("q", 7)]
    [TestCase("e", 3)]
    [TestCase("x", 134)]
    public async Task After_any_end_the_terminal_is_as_before(string key, int exitCode)
    {
        await using var screen = await KeysAreShown();

        await screen.Types(key);

        await screen.ShowsExit(exitCode);
        await screen.IsAsBefore();
        await PastesArePlainAgain(screen);
    }

    [TestCase("TERM", 143)]
    [TestCase("INT", 130)]
    [TestCase("HUP", 129)]
    [TestCase("QUIT", 131)]
    public async Task After_a_signal_the_terminal_is_as_before(string signal, int exitCode)
    {
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        var process = await StartsWithNumber(screen);

        await ToolProcess.SendSignal(signal, process);

        await screen.ShowsExit(exitCode);
        await screen.IsAsBefore();
        await PastesArePlainAgain(screen);
    }

    [Test]
    public async Task After_a_crash_the_terminal_is_as_before()
    {
        using var folder = new ScratchDirectory();
        var pipe = await folder.MakePipeAsync("crash");
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        await screen.Enters($"{HookedProcess.ShowsKeys()} {HookedProcess.CrashesBy(pipe)} chatroom");
        await screen.EndsWith("ready 100x24");

        folder.Release("crash");

        await screen.ShowsLike("(a crash, as a test wants it)");
        await screen.ShowsExit(134);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task A_stop_by_key_restores_the_terminal_and_fg_takes_it_over_again()
    {
        await using var screen = await KeysAreShown();
        for (var round = 1; round <= 2; round++)
        {
            await screen.Presses("C-z");
            await screen.ShowsLike(@"Stopped");
            await screen.EndsWith(TmuxScreen.ShellPrompt);
            await screen.IsAsBefore();

            await screen.Enters("clear; fg");
            await screen.EndsWith("chatroom", "Resumed");
            await screen.Types("a");
            await screen.Presses("C-c");
            await screen.EndsWith("Resumed", "key a", "key C-c");
        }

        await screen.Types("q");
        await screen.ShowsExit(7);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task The_mode_that_the_base_library_saved_is_not_restored()
    {
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        await screen.Enters($"clear; echo process $$; exec env {HookedProcess.ShowsKeys(readsBefore: true)} chatroom");
        var process = int.Parse(await screen.ShowsLike("^process ([0-9]+)$"), CultureInfo.InvariantCulture);
        await screen.Enters("a line");
        await screen.EndsWith("read a line", "ready 100x24");

        // Without a shell, tmux continues a stopped process at once.
        await ToolProcess.SendSignal("STOP", process);
        await screen.EndsWith("ready 100x24", "Resumed");
        await screen.Presses("C-c");

        await screen.EndsWith("Resumed", "key C-c");
    }

    [Test]
    public async Task A_stop_by_signal_restores_the_terminal_too()
    {
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        var process = await StartsWithNumber(screen);

        await ToolProcess.SendSignal("TSTP", process);
        await screen.ShowsLike("Stopped");
        await screen.EndsWith(TmuxScreen.ShellPrompt);
        await screen.IsAsBefore();

        await screen.Enters("clear; fg");
        await screen.EndsLike(".*chatroom.*", "Resumed");
        await screen.Types("aq");
        await screen.ShowsExit(7);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task After_a_stop_that_cannot_be_handled_the_terminal_is_taken_over_again()
    {
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        var process = await StartsWithNumber(screen);

        await ToolProcess.SendSignal("STOP", process);
        await screen.ShowsLike("Stopped");
        await screen.EndsWith(TmuxScreen.ShellPrompt);
        await screen.Types("stty sane; clear; fg");
        await screen.Presses("C-j");
        await screen.EndsLike(".*chatroom.*", "Resumed");
        await screen.Presses("C-c");

        await screen.EndsWith("Resumed", "key C-c");
    }

    [Test]
    public async Task A_process_continued_in_the_background_stops_again_and_can_be_ended_there()
    {
        await using var screen = await KeysAreShown();
        await screen.Presses("C-z");
        await screen.ShowsLike("Stopped");
        await screen.EndsWith(TmuxScreen.ShellPrompt);

        await screen.Enters("clear; bg; wait %1; echo waited");
        await screen.EndsLike("waited", @"\[1\] \+ Stopped.*", TmuxScreen.ShellPrompt);
        await screen.IsAsBefore();
        await screen.Enters("clear; kill %1; bg; wait %1; echo ended $?");
        await screen.EndsLike("ended 143", ".*", TmuxScreen.ShellPrompt);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task Without_a_shell_to_continue_it_the_stop_key_changes_nothing()
    {
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        await screen.Enters($"exec env {HookedProcess.ShowsKeys()} chatroom");
        await screen.EndsWith("ready 100x24");

        await screen.Presses("C-z");
        await screen.EndsWith("key C-z", "Resumed");
        await screen.Types("a");

        await screen.EndsWith("Resumed", "key a");
    }

    [Test]
    public async Task A_dumb_terminal_is_sent_no_escape_sequences()
    {
        await using var screen = await TmuxScreen.OpenAsync(NoServer);
        await screen.Enters($"TERM=dumb {HookedProcess.ShowsKeys()} chatroom");
        await screen.EndsWith("ready 100x24");

        await screen.Pastes("a\nb");

        await screen.EndsWith("ready 100x24", "key a", "key Enter", "key b");
    }

    private static async Task<TmuxScreen> KeysAreShown()
    {
        var screen = await TmuxScreen.OpenAsync(NoServer);
        await screen.Enters($"clear; {HookedProcess.ShowsKeys()} chatroom");
        await screen.EndsLike("ready 100x24");
        return screen;
    }

    private static async Task<int> StartsWithNumber(TmuxScreen screen)
    {
        await screen.Enters($"clear; {HookedProcess.ShowsKeys()} sh -c 'echo process $$; exec chatroom'");
        var process = await screen.ShowsLike("^process ([0-9]+)$");
        await screen.EndsLike("ready 100x24");
        return int.Parse(process, CultureInfo.InvariantCulture);
    }

    /// <summary>The shell would print paste marks, because it does not know them.</summary>
    private static async Task PastesArePlainAgain(TmuxScreen screen)
    {
        await screen.Pastes("echo pasted");
        await screen.EndsWith(TmuxScreen.ShellPrompt + " echo pasted");
    }
}
