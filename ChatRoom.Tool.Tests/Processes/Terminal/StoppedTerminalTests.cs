using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>A terminal that takes nothing, as after Ctrl-S: keys and the network go on, and so does every way out.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class StoppedTerminalTests
{
    private ScratchDirectory _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task What_is_typed_is_said_and_what_was_said_is_shown_when_the_terminal_goes_on()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);

        await screen.Stops();
        await screen.Enters("first");
        await bob.Hears("alice: first");
        var said = await Flood(bob);
        await screen.Enters("second");
        await bob.Hears("alice: second");
        await screen.Continues();

        await screen.EndsWith("HH:mm alice: second", ">");
        var shown = (await screen.Scrollback()).Where(row => row.Contains(": ", StringComparison.Ordinal)).Select(row => row["HH:mm ".Length..]);
        Assert.That(shown.TakeLast(said.Length + 2), Is.EqualTo(["alice: first", .. said, "alice: second"]));
    }

    [TestCase("/quit Enter", 0)]
    [TestCase("C-c C-c", 130)]
    public async Task By_a_key_or_a_command_the_client_ends(string keys, int exitCode)
    {
        var ended = await _folder.MakePipeAsync("ended");
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, $"; echo $? > {ended}");

        await screen.Stops();
        await Flood(bob);
        await screen.Presses(keys);

        await bob.Hears("alice left!");
        await EndsAsBefore(screen, ended, exitCode);
    }

    [TestCase("TERM", 143)]
    [TestCase("HUP", 129)]
    public async Task By_a_signal_the_client_ends(string signal, int exitCode)
    {
        var ended = await _folder.MakePipeAsync("ended");
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        // The shell would explain the signal on the terminal that takes nothing.
        await screen.Enters($"(sh -c 'echo process $$; exec chatroom client --name alice --history 0'; echo $? > {ended}) 2>/dev/null");
        var process = int.Parse(await screen.ShowsLike("^process ([0-9]+)$"));
        await bob.Hears("alice joined!");
        await screen.EndsWith(OnTerminal.AliceIsIn, ">");

        await screen.Stops();
        await Flood(bob);
        await ToolProcess.SendSignal(signal, process);

        await bob.Hears("alice left!");
        await EndsAsBefore(screen, ended, exitCode);
    }

    [Test]
    public async Task It_holds_up_neither_the_room_that_is_hosted_there_nor_its_end()
    {
        var ended = await _folder.MakePipeAsync("ended");
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        await screen.Enters($"sh -c 'echo process $$; exec chatroom server --chat --port 0 --ephemeral --verbose'; echo $? > {ended}");
        var process = int.Parse(await screen.ShowsLike("^process ([0-9]+)$"));
        var port = int.Parse(await screen.ShowsLike(@"listens on 127\.0\.0\.1:([0-9]+);"));
        await screen.ShowsLike($"-- (You are {OnTerminal.OwnName} in lobby)");

        await screen.Stops();
        using var alice = await TestPeer.JoinAsync(port, "alice");
        using var bob = await TestPeer.JoinAsync(port, "bob");
        await alice.Hears("bob joined!");
        await Flood(bob);
        await screen.Enters("welcome");
        await bob.Hears($"{OnTerminal.OwnName}: welcome");
        await ToolProcess.SendSignal("TERM", process);
        alice.Dispose();
        bob.Dispose();

        await EndsAsBefore(screen, ended, exitCode: 0);
    }

    /// <summary>Bob says more than a terminal holds that takes nothing; returns what the room hears.</summary>
    private static async Task<string[]> Flood(TestPeer bob)
    {
        var lines = Enumerable.Range(1, 300).Select(number => $"line {number} {new string('x', 60)}").ToArray();
        var heard = Array.ConvertAll(lines, line => $"bob: {line}");
        await bob.Sends(string.Concat(lines.Select(line => line + "\n")));
        await bob.Hears(heard);
        return heard;
    }

    private static async Task EndsAsBefore(TmuxScreen screen, string ended, int exitCode)
    {
        Assert.That(await Task.Run(() => File.ReadAllText(ended)).WaitAsync(TestTimeout.Limit), Is.EqualTo($"{exitCode}\n"));
        await screen.Continues();
        await screen.ShowsLike($"({TmuxScreen.ShellPrompt})$");
        await screen.IsAsBefore();
    }
}
