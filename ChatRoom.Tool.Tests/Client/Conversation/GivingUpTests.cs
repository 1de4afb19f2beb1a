using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>Outages after which a client does not reconnect.</summary>
internal sealed class GivingUpTests : LostServer
{
    [TestCase("two", "the server has forgotten our session: line 2 may or may not have been said")]
    [TestCase("two\nthree\nfour", "the server has forgotten our session: 3 lines, from 2 to 4, may or may not have been said")]
    public async Task A_client_ends_if_the_server_forgot_its_session_before_all_lines_were_acknowledged(string unacknowledged, string sentence)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        await BeginAsync(client, server, ["one", .. unacknowledged.Split('\n')]);

        using var second = await server.GreetAsync("ci");
        await second.HearsLike(" resume=");
        await second.Says("error session-forgotten 0 Begin another.");

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, sentence)));
    }

    [Test]
    public async Task A_client_ends_if_the_server_knows_no_sessions_and_lines_were_not_acknowledged()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        await BeginAsync(client, server, "one", "two");

        using var second = await server.WelcomeAsync("ci");

        Assert.That((await client.Ends())!.Sentence, Does.EndWith("line 2 may or may not have been said"));
    }

    [Test]
    public async Task A_client_that_was_replaced_does_not_reconnect()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        using var session = await server.WelcomeAsync("ci");

        await session.Says("bye replaced The same session has connected again.");

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, "The same session has connected again.")));
        Assert.That(client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_that_the_server_removed_for_an_unknown_reason_does_not_reconnect()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        using (var session = await server.WelcomeAsync("ci"))
        {
            await session.Says("bye some-later-code Go away.");
        }

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(Outcome.Lost, "the connection was lost")));
        Assert.That(client.Errors, Is.EqualTo("# Go away.\n"));
    }

    [Test]
    public async Task A_client_gives_up_when_the_time_for_an_outage_is_over()
    {
        var server = new ScriptedServer();
        var time = new ManualTime();
        var client = PipedClient.Start(server.EndPoint, "ci", time, Reconnects.Steady with { GiveUpAfter = TimeSpan.FromSeconds(1) });
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

    [TestCase("SSH-2.0-x\r\n", "")]
    [TestCase("NAME", "Connected to server!")]
    [TestCase("NAME", "chatroom/2 from the future\n")]
    public async Task A_client_ends_if_the_server_is_no_longer_a_chatroom_server(string asks, string answers)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
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
    public async Task A_permanent_refusal_ends_the_client()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", reconnect: Reconnects.AtOnce);
        (await server.WelcomeAsync("ci")).Dispose();

        using var second = await server.GreetAsync("ci");
        await second.HearsLike("^join ");
        await second.Says("error no-such-room 0 There is no room lobby here.");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Refused));
    }
}
