using ChatRoom.Client;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Client;

/// <summary>What a client in a pipe and a server say to each other when a lost connection comes back, and when it does not.</summary>
internal sealed class ReconnectingTests
{
    [Test]
    public async Task What_is_said_meanwhile_is_kept_and_said_under_the_next_numbers()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        var session = await BeginAsync(client, server, "one", "two");

        await client.HasExplained("reconnecting");
        await client.Feed("three\n");
        client.EndInput();

        using var second = await server.GreetAsync("ci");
        Assert.That(await second.NextLine(), Is.EqualTo($"join lobby ci resume={session} after=0 log=abc"));
        await second.Says("session 1");
        await second.Says("log lobby abc");
        await second.Says("welcome lobby ci 1 1700000000000 1");
        await second.Hears("say 2 lobby two", "say 3 lobby three");
        await second.Says("ack 3 3");
        await second.Hears("quit");
        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Errors, Is.EqualTo(
            $"chatroom: the connection to {server.EndPoint} was lost; reconnecting\nchatroom: connected to {server.EndPoint} again\n"));
    }

    [Test]
    public async Task No_more_lines_are_on_their_way_than_can_be_kept()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        using var peer = await server.WelcomeAsync("ci");
        var feeding = client.Feed(string.Concat(Enumerable.Repeat("\n", Unacknowledged.MaxLines + 1)));
        for (var number = 1; number <= Unacknowledged.MaxLines; number++)
        {
            await peer.Hears($"say {number} lobby ");
        }

        await peer.Says("ping full?");
        await peer.Hears("pong full?");
        await peer.Says($"ack {Unacknowledged.MaxLines / 2} 1");
        await peer.Hears($"say {Unacknowledged.MaxLines + 1} lobby ");

        await feeding;
        client.EndInput();
        await peer.Says($"ack {Unacknowledged.MaxLines + 1} 2");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task No_more_bytes_are_on_their_way_than_can_be_kept()
    {
        const int lines = Unacknowledged.MaxBytes / 4096;
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        using var peer = await server.WelcomeAsync("ci");
        var text = new string('x', 4096);
        var feeding = client.Feed(string.Concat(Enumerable.Repeat($"{text}\n", lines + 1)));
        for (var number = 1; number <= lines; number++)
        {
            await peer.Hears($"say {number} lobby {text}");
        }

        await peer.Says("ping full?");
        await peer.Hears("pong full?");
        await peer.Says($"ack {lines / 2} 1");
        await peer.Hears($"say {lines + 1} lobby {text}");

        await feeding;
        client.EndInput();
        await peer.Says($"ack {lines + 1} 2");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task A_line_that_was_refused_is_told_once_and_not_said_again_even_where_the_server_forgot()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        await client.Feed("one\ntwo\nthree\n");
        client.EndInput();
        using (var first = await server.WelcomeAsync("ci"))
        {
            await first.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");
            await first.Says("error full 2 The disk is full.");
            await client.HasExplained("line 2");
        }

        using var second = await server.GreetAsync("ci");
        await second.HearsLike("^join ");
        await second.Says("session 1");
        await second.Says("welcome lobby ci 0 1700000000000 1");
        await second.Hears("say 3 lobby three");
        await second.Says("ack 3 2");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Rejected));
        Assert.That(client.Errors.Split('\n').Count(line => line.Contains("line 2 was not said")), Is.EqualTo(1));
    }

    [Test]
    public async Task Forgotten_after_everything_was_acknowledged_it_begins_another_session()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        var session = await BeginAsync(client, server, "one");
        await client.HasExplained("reconnecting");
        await client.Feed("two\n");
        client.EndInput();
        using (var second = await server.GreetAsync("ci"))
        {
            await second.HearsLike($"resume={session}");
            await second.Says("error session-forgotten 0 Begin another.");
            Assert.That(await second.HearsToTheEnd(), Is.Empty);
        }

        using (var third = await server.GreetAsync("ci"))
        {
            await third.HearsLike(" session=[0-9a-z]{16,32} ");
        }

        using var fourth = await server.GreetAsync("ci");
        Assert.That(await fourth.HearsLike(" session=[0-9a-z]{16,32} "), Does.Not.Contain(session));
        await fourth.Says("session 0");
        await fourth.Says("welcome lobby ci 1 1700000000000 1");
        await fourth.Hears("say 1 lobby two");
        await fourth.Says("error full 1 The disk is full.");
        await fourth.Says("ack 1 2");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Rejected));
        Assert.That(client.Errors, Does.Contain("chatroom: line 2 was not said: The disk is full.\n"), "the number in the input");
    }

    [TestCase("two", "the server has forgotten our session: line 2 may or may not have been said")]
    [TestCase("two\nthree\nfour", "the server has forgotten our session: 3 lines, from 2 to 4, may or may not have been said")]
    public async Task Forgotten_before_everything_was_acknowledged_it_ends(string unacknowledged, string sentence)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        await BeginAsync(client, server, ["one", .. unacknowledged.Split('\n')]);

        using var second = await server.GreetAsync("ci");
        await second.HearsLike(" resume=");
        await second.Says("error session-forgotten 0 Begin another.");

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, sentence)));
    }

    [Test]
    public async Task A_server_that_knows_no_sessions_cannot_say_what_it_has()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        await BeginAsync(client, server, "one", "two");

        using var second = await server.WelcomeAsync("ci");

        Assert.That((await client.Ends())!.Sentence, Does.EndWith("line 2 may or may not have been said"));
    }

    [Test]
    public async Task Replaced_it_does_not_come_back()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        using var session = await server.WelcomeAsync("ci");

        await session.Says("bye replaced The same session has connected again.");

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, "The same session has connected again.")));
        Assert.That(client.Errors, Is.Empty);
    }

    [Test]
    public async Task Sent_away_it_does_not_come_back_whatever_for()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        using (var session = await server.WelcomeAsync("ci"))
        {
            await session.Says("bye some-later-code Go away.");
        }

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, "the connection was lost")));
        Assert.That(client.Errors, Is.EqualTo("# Go away.\n"));
    }

    [Test]
    public async Task Where_the_server_says_when_to_come_back_it_does_so_then()
    {
        using var server = new ScriptedServer();
        var time = new ManualTime();
        var client = PipedClient.Start(server.EndPoint, "ci", time, Comebacks.Steady);
        using (var session = await server.WelcomeAsync("ci"))
        {
            await session.Says("retry 3000");
            await session.Says("bye draining The server is shutting down.");
        }

        await time.Passes(TimeSpan.FromMilliseconds(3100));

        using var second = await server.WelcomeAsync("ci");
        await client.HasExplained("again");
        client.EndInput();
        await second.Hears("quit");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task It_gives_up_when_the_time_for_an_outage_is_over()
    {
        var server = new ScriptedServer();
        var time = new ManualTime();
        var client = PipedClient.Start(server.EndPoint, "ci", time, Comebacks.Steady with { GiveUpAfter = TimeSpan.FromSeconds(1) });
        var session = await server.WelcomeAsync("ci");
        await client.Feed("one\n");
        await session.Hears("say 1 lobby one");
        server.Dispose();
        session.Dispose();

        foreach (var delay in new[] { 100, 200, 400, 300 })
        {
            await time.Passes(TimeSpan.FromMilliseconds(delay));
        }

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, "the connection was lost, and 1 line was not acknowledged")));
    }

    [TestCase("name-taken 0 The name ci is taken; choose another.")]
    [TestCase("not-written 0 The server cannot write down what is said, so it was not said; try again later.")]
    public async Task What_may_change_by_itself_is_asked_for_again_and_told_once(string error)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        (await server.WelcomeAsync("ci")).Dispose();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var refused = await server.GreetAsync("ci");
            await refused.HearsLike("^join lobby ci ");
            await refused.Says($"error {error}");
            Assert.That(await refused.HearsToTheEnd(), Is.Empty);
        }

        using var third = await server.WelcomeAsync("ci");
        await client.HasExplained("connected to");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Errors, Is.EqualTo(
            $"""
            chatroom: the connection to {server.EndPoint} was lost; reconnecting
            # {error[(error.IndexOf(" 0 ") + 3)..]}
            chatroom: connected to {server.EndPoint} again

            """));
    }

    [Test]
    public async Task It_comes_back_under_the_name_that_it_has_now()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        using (var session = await server.WelcomeAsync("ci"))
        {
            await session.Says("rename 1 1700000000000 lobby robot ci");
            await client.HasPrinted("ci is now robot!");
        }

        using var second = await server.GreetAsync("robot");
        await second.HearsLike("^join lobby robot resume=[0-9a-z]+ after=1 ");
        await second.Says("session 0");
        await second.Says("welcome lobby robot_2 1 1700000000000 1");
        await client.HasExplained($"chatroom: connected to {server.EndPoint} again, as robot_2\n");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    [TestCase("SSH-2.0-x\r\n", "")]
    [TestCase("NAME", "Connected to server!")]
    [TestCase("NAME", "chatroom/2 from the future\n")]
    public async Task What_is_no_chatroom_server_any_more_ends_it(string asks, string answers)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        (await server.WelcomeAsync("ci")).Dispose();

        using var other = await server.AcceptAsync();
        await other.Sends(asks);
        if (answers.Length > 0)
        {
            await other.HearsBytes("ci\0");
            await other.Sends(answers);
        }

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.ProtocolError));
    }

    [Test]
    public async Task A_refusal_that_will_not_pass_ends_it()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Comebacks.AtOnce);
        (await server.WelcomeAsync("ci")).Dispose();

        using var second = await server.GreetAsync("ci");
        await second.HearsLike("^join ");
        await second.Says("error no-such-room 0 There is no room lobby here.");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Refused));
    }

    /// <summary>Joins, says the lines, has the first acknowledged, and is cut off; returns the session.</summary>
    private static async Task<string> BeginAsync(PipedClient client, ScriptedServer server, params string[] lines)
    {
        await client.Feed(string.Concat(lines.Select(line => line + "\n")));
        using var first = await server.GreetAsync("ci");
        var entering = await first.HearsLike("^join lobby ci session=[0-9a-z]{16,32} log$");
        await first.Says("session 0");
        await first.Says("log lobby abc");
        await first.Says("welcome lobby ci 0 1700000000000 1");
        await first.Hears([.. lines.Select((line, index) => $"say {index + 1} lobby {line}")]);
        await first.Says("ack 1 1");
        await first.Says("ping acknowledged?");
        await first.Hears("pong acknowledged?");
        return entering.Split(["session=", " log"], StringSplitOptions.None)[1];
    }
}
