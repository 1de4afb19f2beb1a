using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>The end of a server's process: the first signal drains it, the second ends it at once.</summary>
internal sealed class ServerSignalTests
{
    private const int SomeLines = 500;

    [SetUp]
    public void Require_a_shell() => Requires.Program("sh");

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task A_signal_sends_a_notice_to_all_members_and_ends_the_server_in_success(string signal)
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
    public async Task All_messages_before_a_signal_arrive()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        var lines = Enumerable.Range(1, SomeLines).Select(number => $"alice: line {number}").ToArray();
        using var late = await TestPeer.JoinAsync(port, "late");
        using var alice = await TestPeer.JoinAsync(port, "alice");
        await alice.Sends(string.Concat(lines.Select(line => line["alice: ".Length..] + "\n")));
        await alice.Hears(lines);

        await server.IsSent("TERM");

        await late.Hears(["alice joined!", .. lines, "# The server is shutting down."]);
        Assert.That(await late.HearsToTheEnd(), Is.Empty);
        alice.Dispose();
        late.Dispose();
        Assert.That(await server.Exits(), Is.Zero);
    }

    /// <summary>A member that does not close delays the end of the drain for a moment.</summary>
    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public async Task A_second_signal_ends_the_server_at_once(string signal, int exitCode)
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        using var stubborn = await TestPeer.JoinAsync(port, "stubborn");
        await server.IsSent(signal);
        await stubborn.Hears("# The server is shutting down.");

        await server.IsSent(signal);

        Assert.That(await server.Exits(), Is.EqualTo(exitCode), "0 would mean that it drained to the end");
    }

    [Test]
    public async Task A_member_that_does_not_close_does_not_prevent_the_end()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--verbose");
        await using var _ = server;
        using var stubborn = await TestPeer.JoinAsync(port, "stubborn");

        await server.IsSent("TERM");

        Assert.That(await server.Exits(), Is.Zero);
        Assert.That(await server.Errors, Does.EndWith("a connection from 127.0.0.1 did not take its last lines in time\n"));
    }
}
