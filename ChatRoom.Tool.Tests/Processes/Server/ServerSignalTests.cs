using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>How the server process ends: it drains at the first signal and is gone at the second.</summary>
internal sealed class ServerSignalTests
{
    private const int SomeLines = 500;

    [SetUp]
    public void Signals_need_a_shell() => Requires.Program("sh");

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task A_signal_tells_everybody_and_ends_in_success(string signal)
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        await using var bob = ToolProcess.StartClient(port, "bob", "--no-reconnect");
        await alice.Hears("bob joined!");

        await server.IsSent(signal);

        await alice.Hears("# The server is shutting down.");
        Assert.That(await alice.HearsToTheEnd(), Is.Empty);
        alice.Dispose();
        Assert.That(await bob.Errors, Is.EqualTo("# The server is shutting down.\nchatroom: the connection was lost\n"));
        Assert.That(await bob.Exits(), Is.EqualTo(5));
        Assert.That(await server.Errors, Is.EqualTo("shutting down: 2 connected\n"));
        Assert.That(await server.PrintsToTheEnd(), Is.Empty);
        Assert.That(await server.Exits(), Is.Zero);
    }

    [Test]
    public async Task Everything_that_was_said_before_arrives()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        var said = Enumerable.Range(1, SomeLines).Select(number => $"alice: line {number}").ToArray();
        using var late = await TestPeer.JoinAsync(port, "late");
        using var alice = await TestPeer.JoinAsync(port, "alice");
        await alice.Sends(string.Concat(said.Select(line => line["alice: ".Length..] + "\n")));
        await alice.Hears(said);

        await server.IsSent("TERM");

        await late.Hears(["alice joined!", .. said, "# The server is shutting down."]);
        Assert.That(await late.HearsToTheEnd(), Is.Empty);
        alice.Dispose();
        late.Dispose();
        Assert.That(await server.Exits(), Is.Zero);
    }

    /// <summary>What keeps a drain open is a member that does not close; the server gives it a moment.</summary>
    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public async Task A_second_signal_ends_it_at_once(string signal, int exitCode)
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        using var stubborn = await TestPeer.JoinAsync(port, "stubborn");
        await server.IsSent(signal);
        await stubborn.Hears("# The server is shutting down.");

        await server.IsSent(signal);

        Assert.That(await server.Exits(), Is.EqualTo(exitCode), "0 would say that it drained to the end");
    }

    [Test]
    public async Task One_that_does_not_close_does_not_keep_it()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--verbose");
        await using var _ = server;
        using var stubborn = await TestPeer.JoinAsync(port, "stubborn");

        await server.IsSent("TERM");

        Assert.That(await server.Exits(), Is.Zero);
        Assert.That(await server.Errors, Does.EndWith("a connection from 127.0.0.1 did not take its last lines in time\n"));
    }
}
