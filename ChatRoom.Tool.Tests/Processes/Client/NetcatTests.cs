using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>A bare <c>nc</c> in a room with other clients.</summary>
internal sealed class NetcatTests
{
    [SetUp]
    public void RequireNetcat() => Requires.Program("nc");

    [Test]
    public async Task Printf_into_nc_joins_speaks_and_leaves()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var alice = ToolProcess.StartClient(port, "alice");
        await alice.Prints("alice joined!");

        await using var nc = ToolProcess.StartOther(
            "sh", "-c", """printf 'bob\nhello\nlast\n' | nc -N 127.0.0.1 "$0" """, $"{port}");

        await alice.Prints("bob joined!", "bob: hello", "bob: last", "bob left!");
        Assert.That(await nc.Exits(), Is.Zero);

        // The question has no line end, so that its answer can be typed on the same line.
        await nc.Prints("NAMEbob joined!", "Connected to server!", "bob: hello", "bob: last");
        Assert.That(await nc.PrintsToTheEnd(), Is.Empty);
    }

    [Test]
    public async Task A_person_at_nc_is_asked_for_a_name_again_and_can_use_commands()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var alice = ToolProcess.StartClient(port, "alice");
        await alice.Prints("alice joined!");
        await using var nc = ToolProcess.StartOther("nc", "127.0.0.1", $"{port}");

        await nc.Reads("alice");
        await nc.Prints("NAME! The name alice is taken; choose another.");
        await nc.Reads("two words");
        await nc.PrintsLike("^NAME! That name is not allowed; ");
        await nc.Reads("bob");
        await nc.Prints("NAMEbob joined!", "Connected to server!");
        await nc.Reads("/who", "é 🙂", "/quit");
        await nc.Prints("# 2 here: alice bob", "bob: é 🙂");

        await alice.Prints("bob joined!", "bob: é 🙂", "bob left!");
    }
}
