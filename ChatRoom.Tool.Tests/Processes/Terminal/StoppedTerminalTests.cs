using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>A terminal that accepts no output, as after Ctrl-S: keys and the network still work, and so does every exit.</summary>
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
    public async Task Typed_lines_are_said_and_everything_is_shown_when_the_terminal_continues()
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
    public async Task A_key_or_a_command_ends_the_client(string keys, int exitCode)
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
    public async Task A_signal_ends_the_client(string signal, int exitCode)
    {
        var ended = await _folder.MakePipeAsync("ended");
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        // The shell would report the signal on the terminal that accepts no output.
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
    public async Task The_terminal_delays_neither_a_room_hosted_in_it_nor_its_end()
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

    /// <summary>Bob says more than a stopped terminal buffers; returns the lines as the room sends them.</summary>
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
