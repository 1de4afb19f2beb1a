using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>SIGHUP makes a server read its files again or, if its terminal is closed, drain.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class HangUpTests
{
    private ScratchDirectory _folder = null!;

    [SetUp]
    public void Make() => _folder = new ScratchDirectory();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task SIGHUP_reads_the_message_of_the_day_again()
    {
        var motd = _folder.Write("motd", "Be kind.");
        var (server, port) = await ToolProcess.StartServerAsync("--motd", motd, "--log", "json");
        await using var running = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        await alice.Hears("# Be kind.");

        _folder.Write("motd", "Be quick.");
        await server.IsSent("HUP");
        await WaitForMessage(port, "# Be quick.");
        await server.IsSent("TERM");

        Assert.That(await server.Exits(), Is.Zero);
        Assert.That(await server.Errors, Does.Contain("\"event\":\"reloaded\",\"text\":\"reloaded the message of the day: 1 line\""));
    }

    [Test]
    public async Task A_server_whose_terminal_is_closed_drains()
    {
        var errors = _folder["errors"];
        var screen = await TmuxScreen.OpenAsync(port: 0);
        TestPeer bob;
        await using (screen)
        {
            await screen.Enters($"exec chatroom server --data {_folder["data"]} 2>{errors}");
            var port = await screen.ShowsLike(@"listens on 127\.0\.0\.1:(\d+); join");
            bob = await TestPeer.JoinTypedAsync(int.Parse(port), "bob");
        }

        using (bob)
        {
            await bob.HearsLike("^retry ");
            await bob.HearsLike("^bye draining ");
            await bob.HearsToTheEnd();
        }

        // The log is written on a thread of its own, and may come after the end of the connection.
        var lines = await new WrittenFile(errors).Until("two lines", lines => lines.Length == 2);
        Assert.That(lines, Is.EqualTo(["the terminal was closed", "shutting down: 1 connected"]));
    }

    [Test]
    public async Task A_server_under_nohup_goes_on()
    {
        await using var shell = ToolProcess.StartOther("sh", "-c", "trap '' HUP; exec \"$0\" server --port 0", ToolProcess.ToolPath);
        var (server, port) = await ToolProcess.ListensAsync(shell);

        await server.IsSent("HUP");

        using var alice = await TestPeer.JoinAsync(port, "alice");
        await server.IsSent("TERM");
        Assert.That(await server.Errors, Is.EqualTo("shutting down: 1 connected\n"));
    }

    [Test]
    public async Task A_message_of_the_day_that_cannot_be_read_at_the_start_is_one_sentence()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--motd", _folder["none"]);

        await server.FailsWith(1, $"cannot read {_folder["none"]}: there is no such file");
    }

    /// <summary>Joins again and again until this is the message of the day, because a signal takes effect a little later.</summary>
    private static async Task WaitForMessage(int port, string message)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        string line;
        do
        {
            timeout.Token.ThrowIfCancellationRequested();
            using var peer = await TestPeer.JoinAsync(port, "carol");
            line = await peer.NextLine();
            await peer.Says("/quit");
            await peer.HearsToTheEnd();
        }
        while (line != message);
    }
}
