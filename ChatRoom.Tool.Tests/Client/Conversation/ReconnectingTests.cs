using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>A client in a pipe that reconnects, line by line.</summary>
internal sealed class ReconnectingTests : LostServer
{
    [Test]
    public async Task Lines_of_an_outage_are_kept_and_said_with_the_next_numbers()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        var session = await BeginAsync(client, server, "one", "two");

        await client.HasExplained("reconnecting");
        await client.Feed("three\n");
        client.EndInput();

        using var second = await server.GreetAsync("ci");
        Assert.That(await second.NextLine(), Is.EqualTo($"join lobby ci resume={session} after=0 log=abc elsewhere"));
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
    public async Task No_more_lines_are_sent_than_can_be_kept()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        using var peer = await server.WelcomeAsync("ci");
        var feeding = client.Feed(string.Concat(Enumerable.Repeat("\n", ResendBuffer.MaxLines + 1)));
        for (var number = 1; number <= ResendBuffer.MaxLines; number++)
        {
            await peer.Hears($"say {number} lobby ");
        }

        await peer.Says("ping full?");
        await peer.Hears("pong full?");
        await peer.Says($"ack {ResendBuffer.MaxLines / 2} 1");
        await peer.Hears($"say {ResendBuffer.MaxLines + 1} lobby ");

        await feeding;
        client.EndInput();
        await peer.Says($"ack {ResendBuffer.MaxLines + 1} 2");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task No_more_bytes_are_sent_than_can_be_kept()
    {
        const int lines = ResendBuffer.MaxBytes / 4096;
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
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
    public async Task A_refused_line_is_reported_once_and_not_said_again_even_if_the_server_forgot()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
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
    public async Task A_client_begins_another_session_if_the_server_forgot_it_after_all_lines_were_acknowledged()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
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

    [Test]
    public async Task A_client_reconnects_after_the_delay_that_the_server_asked_for()
    {
        using var server = new ScriptedServer();
        var time = new ManualTime();
        var client = PipedClient.Start(server.EndPoint, "ci", time, Reconnects.Steady);
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

    [TestCase("name-taken 0 The name ci is taken; choose another.")]
    [TestCase("not-written 0 The server cannot write that to its log, so it was not said; try again later.")]
    public async Task A_temporary_refusal_is_tried_again_and_reported_once(string error)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
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
    public async Task A_client_rejoins_under_its_present_name()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
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
}
