using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc;

/// <summary>Signs of life, and the ends of IRC connections.</summary>
internal sealed class EndingTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    [Test]
    public async Task A_silent_client_is_pinged_and_disconnected_after_three_unanswered_pings()
    {
        var time = new ManualTime();
        var limits = new ServerLimits { PingInterval = Period };
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time, Limits = new LimitsInForce(limits) });
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await bob.Hears("wee joined!");
        await time.Passes(Period);
        for (var i = 0; i < 2; i++)
        {
            await time.Passes(Period);
            await wee.Hears("PING :irc.chatroom");
        }

        await time.Passes(Period);
        await wee.HearsLike("^(PING|ERROR) :");
        await bob.Hears("wee left!");
    }

    [Test]
    public async Task When_the_server_ends_all_that_was_said_comes_before_the_last_line()
    {
        var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby,#attic");
        await bob.Hears("wee joined!");
        await bob.Says("the last words");
        await bob.Hears("bob: the last words");
        await server.DisposeAsync();
        await wee.Hears(":bob!bob@chatroom PRIVMSG #lobby :the last words", "ERROR :The server is shutting down.");
        await wee.HearsEnd();
    }
}
