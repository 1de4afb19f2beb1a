using ChatRoom.Server.Doors;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors;

/// <summary>A full server, and each way in which a place becomes free.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class FullServerTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable, MaxConnections = 2 };

    [Test]
    public async Task Members_go_on_and_a_waiting_connection_is_accepted_when_one_leaves()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        using var late = await server.ConnectAsync();
        var asked = late.HearsBytes("NAME");

        await bob.Says("still here");
        await alice.Hears("bob joined!", "bob: still here");
        Assert.That(asked.IsCompleted, Is.False);

        bob.Dispose();
        await asked;
        await late.Says("late");
        await alice.Hears("bob left!", "late joined!");
    }

    [Test]
    public async Task The_limit_may_be_below_that_of_open_files_and_waiting_connections_are_reported()
    {
        var limits = new LimitsInForce(new ServerLimits { MaxConnections = 1 });
        var time = new ManualTime();
        var server = RunningServer.Start(Options with { Limits = limits, Time = time });
        await using (server)
        {
            using var alice = await server.JoinAsync("alice");
            using var late = await server.ConnectAsync();
            var asked = late.HearsBytes("NAME");
            await time.Passes(Acceptor.RetryDelay);
            await time.SomebodyWaitsFor(Acceptor.RetryDelay);
            Assert.That(asked.IsCompleted, Is.False);

            limits.Change(before => before with { MaxConnections = 2 });
            await time.Passes(Acceptor.RetryDelay);
            await asked;
        }

        Assert.That(server.Log.ToString(), Does.Contain("cannot accept a connection: --max-connections allows only 1; newcomers wait"));
    }

    [Test]
    public async Task A_full_server_that_drains_closes_waiting_connections()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        using var late = await server.ConnectAsync();

        server.Stop();

        await late.IsCutOff();
        await bob.Hears("# The server is shutting down.");
    }

    /// <summary>A peer with the last place is reset: the next one is accepted only if the place is freed.</summary>
    [TestCase("", TestName = "{m}_before_it_answers_NAME")]
    [TestCase("half a na", TestName = "{m}_in_the_middle_of_its_name")]
    [TestCase("?\n", TestName = "{m}_after_a_name_that_is_refused")]
    [TestCase("x\0", TestName = "{m}_after_the_greeting")]
    [TestCase("x\0join lob", TestName = "{m}_in_the_middle_of_its_joining")]
    [TestCase("eve\nhello\n", TestName = "{m}_as_a_member")]
    [TestCase("eve\nhello\nhalf a li", TestName = "{m}_in_the_middle_of_a_line")]
    [TestCase("eve\n/quit\n", TestName = "{m}_after_it_quit")]
    [TestCase("eve\0join lobby eve\nsay 1 lobby hello\nsay 2 lob", TestName = "{m}_in_the_middle_of_a_typed_line")]
    [TestCase("eve\0join lobby eve\nsay 1 lobby hello\nquit\n", TestName = "{m}_after_it_quit_typed")]
    public async Task A_reset_peer_frees_its_place(string lastWords)
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        var eve = await server.ConnectAsync();
        await eve.HearsBytes("NAME");
        await eve.Sends(lastWords);
        if (lastWords.StartsWith("eve", StringComparison.Ordinal))
        {
            // The input arrived in one piece, so all of it is processed when eve has joined.
            await alice.Hears("eve joined!");
        }

        eve.Dies();

        using var bob = await server.JoinAsync("bob");
        await bob.Says("hi");
        await bob.Hears("bob: hi");
    }

    [Test]
    public async Task A_peer_that_is_reset_after_the_end_of_its_input_frees_its_place()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        var eve = await server.JoinAsync("eve");
        eve.ClosesItsSide();
        await alice.Hears("eve joined!", "eve left!");
        eve.Dies();

        using var bob = await server.JoinAsync("bob");
    }

    [Test]
    public async Task A_peer_that_is_reset_with_pending_output_frees_its_place([Values("line", "typed", "tutorial")] string dialect)
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        var eve = await server.ConnectAsync(narrow: true);
        await eve.HearsBytes("NAME");
        await eve.Sends(dialect switch
        {
            "line" => "eve\n",
            "typed" => "eve\0join lobby eve\n",
            _ => "eve",
        });
        await alice.Hears("eve joined!");

        // More than the kernel buffers for a peer that does not read.
        var line = new string('x', 4000);
        for (var i = 0; i < 1000; i++)
        {
            await alice.Says(line);
            await alice.Hears($"alice: {line}");
        }

        eve.Dies();
        await alice.Hears("eve left!");
        using var bob = await server.JoinAsync("bob");
    }
}
