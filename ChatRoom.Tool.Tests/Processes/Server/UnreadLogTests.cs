using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server whose standard streams are not read: a full pipe, or a terminal after Ctrl-S. The room goes on.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnreadLogTests
{
    /// <summary>Replaces a standard stream with a named pipe that is full from the start.</summary>
    private const string FillsPipe = "exec {0}<>\"$1\"; dd if=/dev/zero bs=65536 count=1 >&{0} 2>/dev/null; shift; exec \"$@\"";

    private ScratchDirectory _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task A_full_pipe_on_standard_error_does_not_delay_joins()
    {
        await using var server = await StartAsync(2, "--port", "0", "--verbose");
        var (_, port) = await ToolProcess.ListensAsync(server);

        await ChatGoesOn(port);
        await EndsAtTerm(server);
    }

    [Test]
    public async Task A_wrong_operator_password_delays_nobody_while_standard_error_is_full()
    {
        await using var server = await StartAsync(2, "--port", "0", "--operator-password-file", _folder.Write("password", "secret\n"));
        var (_, port) = await ToolProcess.ListensAsync(server);
        using var mallory = await TestPeer.JoinAsync(port, "mallory");

        await mallory.Says("/op guess");
        await mallory.HearsLike("password");

        await ChatGoesOn(port);
        mallory.Dispose();
        await EndsAtTerm(server);
    }

    [Test]
    public async Task A_full_pipe_on_standard_output_delays_neither_the_start_nor_the_end()
    {
        var port = FreePort.Find();
        await using var server = await StartAsync(1, "--port", $"{port}");
        await Listens(port);

        await ChatGoesOn(port);
        await EndsAtTerm(server);
    }

    [Test]
    public async Task A_terminal_after_Ctrl_S_delays_neither_the_room_nor_the_end()
    {
        var ended = await _folder.MakePipeAsync("ended");
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        await screen.Enters($"sh -c 'echo process $$; exec chatroom server --port 0 --ephemeral --verbose'; echo $? > {ended}");
        var process = int.Parse(await screen.ShowsLike("^process ([0-9]+)$"));
        var port = int.Parse(await screen.ShowsLike(@"listens on 127\.0\.0\.1:([0-9]+);"));
        await screen.ShowsLike("(no log on disk)");

        await screen.Presses("C-s");
        await ChatGoesOn(port);
        await ToolProcess.SendSignal("TERM", process);

        Assert.That(await Task.Run(() => File.ReadAllText(ended)).WaitAsync(TestTimeout.Limit), Is.EqualTo("0\n"));
    }

    private async Task<ToolProcess> StartAsync(int stream, params string[] options) => ToolProcess.StartOther(
        "sh", ["-c", FillsPipe.Replace("{0}", $"{stream}", StringComparison.Ordinal), "sh", await _folder.MakePipeAsync("full"), ToolProcess.ToolPath, "server", "--ephemeral", .. options]);

    private static async Task Listens(int port)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        while (true)
        {
            try
            {
                (await TestPeer.ConnectAsync(port)).Dispose();
                return;
            }
            catch (SocketException)
            {
                timeout.Token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Two members join, talk and leave.</summary>
    private static async Task ChatGoesOn(int port)
    {
        using var alice = await TestPeer.JoinAsync(port, "alice");
        using var bob = await TestPeer.JoinAsync(port, "bob");
        await alice.Hears("bob joined!");
        await bob.Says("hi");
        await alice.Hears("bob: hi");
        await bob.Says("/quit");
        await alice.Hears("bob left!");
    }

    private static async Task EndsAtTerm(ToolProcess server)
    {
        await server.IsSent("TERM");
        Assert.That(await server.Exits(), Is.Zero);
    }
}
