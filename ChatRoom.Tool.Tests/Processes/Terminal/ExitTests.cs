using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>After every exit the terminal is as before, and the shell continues on a row of its own.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ExitTests
{
    private const string Draft = "half a line, long enough for two rows of the screen, so that more than one has to be taken away when it ends";

    [TestCase("C-d", 0)]
    [TestCase("C-c C-c", 130)]
    public async Task A_key_ends_the_client(string keys, int exitCode)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Presses(keys);

        await bob.Hears("alice left!");
        await screen.EndsWith(OnTerminal.AliceIsIn, TmuxScreen.ShellPrompt);
        await EndsAsBefore(screen, exitCode);
    }

    [Test]
    public async Task The_command_quit_ends_the_client()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Enters("last words");
        await screen.Enters("/quit");

        await bob.Hears("alice: last words", "alice left!");
        await screen.EndsWith(OnTerminal.AliceIsIn, "HH:mm alice: last words", TmuxScreen.ShellPrompt);
        await EndsAsBefore(screen, 0);
    }

    [TestCase("TERM", 143)]
    [TestCase("HUP", 129)]
    [TestCase("INT", 130)]
    public async Task A_signal_ends_the_client(string signal, int exitCode)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        var (screen, process) = await OnTerminal.AliceJoinsWithNumber(server, bob);
        await using var _ = screen;
        await screen.Types(Draft);
        await screen.EndsWith($"> {Draft[..97]}", $"  {Draft[97..]}");

        await ToolProcess.SendSignal(signal, process);

        await bob.Hears("alice left!");
        await screen.ShowsLike($"^({TmuxScreen.ShellPrompt})$");
        await EndsAsBefore(screen, exitCode);
    }

    [Test]
    public async Task A_crash_ends_the_client()
    {
        using var folder = new ScratchDirectory();
        var pipe = await folder.MakePipeAsync("crash");
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, environment: HookedProcess.CrashesBy(pipe));
        await screen.Types(Draft);
        await screen.EndsWith($"> {Draft[..97]}", $"  {Draft[97..]}");

        folder.Release("crash");

        await bob.Hears("alice left!");
        await screen.ShowsLike("(a crash, as a test wants it)");
        await EndsAsBefore(screen, 134);
    }

    [Test]
    public async Task A_server_that_stops_ends_the_client()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, "--no-reconnect");
        await screen.Types("too late");
        await screen.EndsWith("> too late");

        server.Stop();
        await bob.Hears("# The server is shutting down.");
        bob.Dispose();

        await screen.EndsWith(
            OnTerminal.AliceIsIn, "HH:mm # The server is shutting down.", "chatroom: the connection was lost", TmuxScreen.ShellPrompt);
        await EndsAsBefore(screen, 5);
    }

    private static async Task EndsAsBefore(TmuxScreen screen, int exitCode)
    {
        await screen.ShowsExit(exitCode);
        await screen.IsAsBefore();

        // The shell would print paste marks, because it does not know them.
        await screen.Pastes("echo pasted");
        await screen.EndsWith($"{TmuxScreen.ShellPrompt} echo pasted");
    }
}
