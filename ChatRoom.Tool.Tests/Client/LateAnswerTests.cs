using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client;

/// <summary>A server that answers late, not at all, or before it was asked: of which kind it is has to be known.</summary>
internal sealed class LateAnswerTests
{
    private static readonly TimeSpan Limit = new ClientOptions { Host = "", Port = 0 }.AnswerTimeout;

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_greeting_that_comes_late_makes_a_typed_connection()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("ci\0");
        await _time.SomebodyWaitsFor(Limit);
        _time.Advance(Limit - TimeSpan.FromMilliseconds(1));

        await peer.Says("chatroom/1 9.9.9 late");

        await peer.Hears("join lobby ci");
        await peer.Says("welcome lobby ci 0 1700000000000 1");
        await client.Feed("hello\n");
        client.EndInput();
        await peer.Hears("say 1 lobby hello");
        await peer.Says("ack 1 1");
        Assert.That(await client.Ends(), Is.Null);
    }

    [TestCase("NAME", "")]
    [TestCase("NAME", "chat")]
    [TestCase("NAME", "chatroom/1 9.9.9")]
    [TestCase("NAMEhello", "", TestName = "{m}, whatever came before our name")]
    public async Task If_no_answer_to_our_name_comes_nothing_is_said_and_the_end_is_a_failure(string question, string answer)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        await client.Feed("hello\n");
        client.EndInput();
        using var peer = await server.AcceptAsync();
        await peer.Sends(question);
        await peer.HearsBytes("ci\0");
        await peer.Sends(answer);

        await _time.Passes(Limit);

        var failure = await client.Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.ProtocolError));
        Assert.That(failure.Sentence, Does.StartWith($"the server at {server.EndPoint} did not answer our name in time, so nothing was said there; try again"));
        await peer.IsCutOff();
    }

    [Test]
    public async Task A_server_that_never_asks_for_a_name_is_given_up()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using var peer = await server.AcceptAsync();

        await _time.Passes(Limit);

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(
            Outcome.ProtocolError, $"the server at {server.EndPoint} did not ask for a name in time; try again, it may be stopped, or be no chat room")));
    }

    [Test]
    public async Task A_server_that_is_silent_when_we_come_back_is_tried_again()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time, Reconnects.Steady);
        (await server.WelcomeAsync("ci")).Dispose();
        await _time.Passes(Reconnects.Steady.FirstDelay);
        using (var silent = await server.AcceptAsync())
        {
            await silent.Sends("NAME");
            await silent.HearsBytes("ci\0");
            await _time.Passes(Limit);
        }

        await _time.Passes(2 * Reconnects.Steady.FirstDelay);
        using var third = await server.GreetAsync("ci");
        await third.HearsLike("^join lobby ci resume=");
        await third.Sends("session 0\nwelcome lobby ci 1 1700000000000 1\n");
        await client.Feed("hi\n");
        await third.Hears("say 1 lobby hi");
        await third.Says("ack 1 1");
        client.EndInput();
        await third.Hears("quit");
        Assert.That(await client.Ends(), Is.Null);
    }
}
