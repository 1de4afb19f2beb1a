using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting;

/// <summary>A server that answers the name late, never, or too early: the client must still detect the kind of the server.</summary>
internal sealed class LateAnswerTests
{
    private static readonly TimeSpan Limit = new ClientOptions { Host = "", Port = 0 }.AnswerTimeout;

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_late_greeting_still_means_a_chatroom_server()
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
    [TestCase("NAMEhello", "", TestName = "{m}_even_if_bytes_came_before_our_name")]
    public async Task A_client_says_nothing_and_fails_if_its_name_is_not_answered(string question, string answer)
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
        Assert.That(failure.Sentence, Does.StartWith($"the server at {server.EndPoint} did not answer our name in time, so nothing was said; try again"));
        await peer.IsCutOff();
    }

    [Test]
    public async Task A_client_gives_up_if_the_server_never_asks_for_a_name()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using var peer = await server.AcceptAsync();

        await _time.Passes(Limit);

        Assert.That(await client.Ends(), Is.EqualTo(new Failure(
            Outcome.ProtocolError, $"the server at {server.EndPoint} did not ask for a name in time: it may be stopped, or not be a chat room; try again")));
    }

    [Test]
    public async Task A_client_that_reconnects_tries_a_silent_server_again()
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
