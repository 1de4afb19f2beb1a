using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

/// <summary>Operators, and their commands about people who are connected.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Platform("Linux", Reason = "only there the whole of 127.0.0.0/8 is this machine's own")]
internal sealed class OperatorTests(bool portable) : OperatedServer(portable)
{
    [Test]
    public async Task The_password_makes_an_operator_and_nobody_else_sees_it()
    {
        await using var server = Start();
        using var bob = await server.JoinAsync("bob");
        using var alice = await server.JoinAsync("alice");
        await bob.Hears("alice joined!");
        await alice.Says("/kick bob");
        await alice.Hears("! Only operators can do that; /op PASSWORD makes you one.");
        await alice.Says("/op Sesame");
        await alice.Hears("! That is not the operators' password.");
        await alice.Says("/op sesame open");
        await alice.Hears("# You are an operator now; /help lists what you can do.");
        await alice.Says("hi");
        await bob.Hears("alice: hi");
    }

    [Test]
    public async Task A_typed_client_and_one_of_the_tutorials_become_operators_as_well()
    {
        await using var server = Start();
        using var typed = await server.JoinTypedAsync("ci");
        await typed.Says("command 1 lobby /op sesame open");
        await typed.HearsLike(@"^notice \d+ You are an operator now;");
        await typed.Hears("ack 1 0");
        using var tutorial = await server.ConnectAsync();
        await tutorial.HearsBytes("NAME");
        await tutorial.Sends("old");
        await Time.Passes(RunningServer.Options.DialectTimeout);
        await tutorial.HearsBytes("old joined!\nConnected to server!");
        await Time.Passes(TutorialOutbound.Pause);
        await tutorial.Sends("old: /op sesame open");
        await tutorial.HearsBytes("# You are an operator now;");
    }

    [Test]
    public async Task Help_shows_the_commands_of_operators_to_them_alone()
    {
        await using var server = Start();
        using var alice = await server.JoinAsync("alice");
        var before = await Help(alice);
        await Become(alice);
        var after = await Help(alice);

        Assert.That(before, Does.Contain("# /op PASSWORD     makes you an operator").And.None.StartsWith("# /ban"));
        Assert.That(after, Has.Some.StartsWith("# /ban NAME|ADDRESS[/N] [DURATION] [REASON]  keeps").And.None.StartsWith("# /op "));
    }

    [Test]
    public async Task After_five_wrong_passwords_the_connection_is_closed_however_many_come_at_once()
    {
        var server = Start();
        using var eve = await server.JoinAsync("eve");
        await eve.Sends(string.Concat(Enumerable.Repeat("/op guess\n", 7)) + "/op sesame open\n");
        for (var i = 1; i < MemberStatus.MaxTries; i++)
        {
            await eve.Hears("! That is not the operators' password.");
        }

        var rest = await eve.HearsToTheEnd();
        Assert.That(rest, Does.EndWith("# Too many passwords were wrong, so the connection is closed.\n").And.Not.Contain("operator now"));
        await server.DisposeAsync();
        Assert.That(server.Log.ToString(), Does.Contain("eve from 127.0.0.1 in lobby: gave a wrong operators' password, 5 of 5"));
        Assert.That(server.Log.ToString(), Does.Not.Contain("guess").And.Not.Contain("sesame"));
    }

    [Test]
    public async Task A_kicked_member_is_sent_the_reason_last_and_the_room_sees_it_too()
    {
        var server = Start();
        using var alice = await OperatorAsync(server);
        using var watcher = await server.WatchAsync();
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        await alice.Says("/kick BOB be nice");

        Assert.That(await bob.HearsToTheEnd(), Is.EqualTo("# You were kicked by alice: be nice\n"));
        await alice.Hears("bob left! Kicked by alice: be nice");
        await watcher.HearsLike("^join 1 ");
        await watcher.HearsLike("^join 2 ");
        await watcher.HearsLike(@"^leave 3 \d+ lobby bob Kicked by alice: be nice$");
        using var again = await server.JoinAsync("bob");
        await server.DisposeAsync();
        Assert.That(server.Log.ToString(), Does.Contain("operators: alice from 127.0.0.1 in lobby: kicked BOB: be nice\n"));
    }

    [Test]
    public async Task A_kick_reaches_a_typed_client_that_reads_nothing()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var ci = await server.JoinTypedAsync("ci");
        await alice.Hears("ci joined!");
        await alice.Says("/kick ci");
        await alice.Hears("ci left! Kicked by alice");
        Assert.That(await ci.HearsToTheEnd(), Is.EqualTo("bye kicked You were kicked by alice\n"));
    }

    [TestCase("/ban bob 10min spam", "! '10min spam' does not begin with a time; give one such as 10m, 2h or 7d, and a reason that does not begin with a digit.")]
    [TestCase("/ban bob 10 spam", "! '10 spam' does not begin with a time; give one such as 10m, 2h or 7d, and a reason that does not begin with a digit.")]
    [TestCase("/ban b,ob", "! 'b,ob' is neither a name nor an address; give one such as bob, 192.0.2.7 or 2001:db8::/32.")]
    [TestCase("/ban", "! Use it like this: /ban NAME|ADDRESS[/N] [DURATION] [REASON]")]
    [TestCase("/kick", "! Use it like this: /kick NAME [REASON]")]
    [TestCase("/kick nobody", "! Nobody named nobody is here; /who lists the members.")]
    [TestCase("/kick alice", "! That is you; /quit leaves.")]
    [TestCase("/mute bob now", "! 'now' does not begin with a time; give one such as 10m, 2h or 7d, and a reason that does not begin with a digit.")]
    [TestCase("/unmute bob", "# bob is not muted.")]
    [TestCase("/say", "! Use it like this: /say TEXT")]
    public async Task A_mistake_is_explained_and_nothing_is_done(string typed, string answer)
    {
        await using var server = Start();
        using var bob = await server.JoinAsync("bob");
        using var alice = await OperatorAsync(server);
        await alice.Says(typed);
        await alice.Hears(answer);
        await bob.Hears("alice joined!");
        await bob.Says("here");
        await bob.Hears("bob: here");
    }

    [Test]
    public async Task A_locked_topic_is_set_by_operators_alone()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        await alice.Says("/lock");
        await alice.Hears("# Only operators may set the topic now.");
        await bob.Says("/topic mine");
        await bob.Hears("! Only operators may set the topic of this room.");
        await bob.Says("/topic");
        await bob.Hears("# There is no topic; /topic TEXT sets one.");
        await alice.Says("/topic ours");
        await alice.Hears("alice set the topic: ours");
        await alice.Says("/unlock");
        await alice.Hears("# Everybody may set the topic again.");
        await bob.Hears("alice set the topic: ours");
        await bob.Says("/topic -");
        await bob.Hears("bob took the topic away!");
    }

    [Test]
    public async Task An_announcement_is_an_event_that_every_dialect_shows_as_the_servers()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var ci = await server.JoinTypedAsync("ci");
        await alice.Hears("ci joined!");
        await alice.Says("/say It restarts at five.");
        await alice.Hears("# It restarts at five.");
        await ci.HearsLike(@"^announcement 3 \d+ lobby server It restarts at five\.$");
    }

    [Test]
    public async Task Without_a_password_nobody_is_an_operator()
    {
        await using var server = RunningServer.Start(RunningServer.Options with { Portable = Portable });
        using var alice = await server.JoinAsync("alice");
        Assert.That(await Help(alice), Has.None.StartsWith("# /op"));
        foreach (var typed in (string[])["/op x", "/kick bob"])
        {
            await alice.Says(typed);
            await alice.Hears("! This server has no operators; it was started without --operator-password-file.");
        }
    }

    [Test]
    public async Task Wrong_operators_passwords_are_counted_by_address_over_connections_and_a_right_one_allows_no_more_attempts()
    {
        var server = Start();
        using var bob = await server.JoinAsync("bob");
        for (var guess = 0; guess < PasswordAttempts.MaxWrong; guess += 2)
        {
            using (var eve = await server.JoinAsync($"eve{guess}"))
            {
                await eve.Says("/op guess");
                await eve.Hears("! That is not the operators' password.");
                await eve.Says("/op guess");
                await eve.Hears("! That is not the operators' password.");
            }

            await bob.Hears($"eve{guess} joined!", $"eve{guess} left!");
        }

        using var late = await server.JoinAsync("late");
        await late.Says("/op sesame open");
        await late.HearsLike("^! Too many wrong passwords came from your address; try again in 10 minutes.$");
        using var alice = await OperatorAsync(server, from: Elsewhere);
        await late.Hears("alice joined!");
        Time.Advance(PasswordAttempts.Window);
        await Become(late);
        await server.DisposeAsync();
        Assert.That(server.Log.ToString(), Does.Contain("late from 127.0.0.1 in lobby: gave an operators' password that was not checked"));
    }

    private static async Task<List<string>> Help(TestPeer peer)
    {
        var lines = new List<string>();
        await peer.Says("/help");
        do
        {
            lines.Add(await peer.NextLine());
        }
        while (!lines[^1].StartsWith("# //TEXT", StringComparison.Ordinal));
        return lines;
    }
}
