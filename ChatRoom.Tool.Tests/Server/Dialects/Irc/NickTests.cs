using ChatRoom.Server.Dialects.Irc.Registering;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc;

/// <summary>The one nick of an IRC connection, and the names that are taken.</summary>
internal sealed class NickTests
{
    [TestCase("bob", "433", "is already here")]
    [TestCase("b0b", "433", "looks like")]
    [TestCase("server", "432", "")]
    [TestCase("irc.chatroom", "432", "")]
    [TestCase("a/b", "432", "That name is not allowed")]
    public async Task A_nick_that_is_not_free_is_refused(string wanted, string numeric, string why)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Says($"NICK {wanted}", "USER wee 0 * :wee");
        Assert.That(await irc.HearsLike($"^:irc.chatroom {numeric} \\* {wanted} :"), Does.Contain(why).IgnoreCase.Or.Contain("taken"));
        await irc.Says("NICK wee");
        await irc.HearsLike("^:irc.chatroom 001 wee ");
    }

    [Test]
    public async Task After_ten_refused_nicks_the_connection_is_closed()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.ConnectAsync(server);
        for (var i = 0; i < 10; i++)
        {
            await irc.Says("NICK system");
            await irc.HearsLike("^:irc.chatroom 432 ");
        }

        await irc.Hears("ERROR :Too many names were refused; connect again to go on.");
    }

    [Test]
    public async Task A_nick_is_reserved_before_the_welcome_and_free_after_the_end()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using (var first = await IrcPeer.ConnectAsync(server))
        {
            await first.Asks("NICK wee");
            using var second = await IrcPeer.ConnectAsync(server);
            await second.Says("NICK wee");
            await second.HearsLike("^:irc.chatroom 433 ");
            await first.Says("QUIT");
            await first.Hears("ERROR :The connection is closed.");
            await first.HearsEnd();
        }

        using var third = await IrcPeer.RegisterAsync(server, "wee");
    }

    [Test]
    public async Task The_nick_of_a_dead_connection_from_the_same_address_is_taken_over()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time });
        using var nc = await TestPeer.JoinAsync(server.EndPoint.Port, "nc");
        using var ghost = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await nc.Hears("wee joined!");
        using var wee = await IrcPeer.ConnectAsync(server);
        await wee.Says("NICK wee", "USER wee 0 * :wee");
        await ghost.Hears("PING :irc.chatroom");
        await time.Passes(NickClaim.AnswerTime);
        await wee.HearsLike("^:irc.chatroom 001 wee ");
        await nc.Hears("wee left!");
        await ghost.Hears("ERROR :Your nick was taken over from your address, because you did not answer.");
        await wee.ReadsAll();
        await wee.Says("JOIN #lobby");
        await nc.Hears("wee joined!");
    }

    [Test]
    public async Task The_nick_of_a_connection_that_answers_stays_taken()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time });
        using var alive = await IrcPeer.RegisterAsync(server, "wee");
        using var other = await IrcPeer.ConnectAsync(server);
        await other.Says("NICK wee");
        await alive.Hears("PING :irc.chatroom");
        await alive.Says("PONG irc.chatroom");
        await other.HearsLike("^:irc.chatroom 433 \\* wee :");
    }

    [Test]
    public async Task A_registered_client_takes_over_no_nick()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var silent = await IrcPeer.RegisterAsync(server, "silent");
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        await wee.Says("NICK silent");
        await wee.HearsLike("^:irc.chatroom 433 wee silent :");
        Assert.That(await silent.ReadsAll(), Is.Empty);
    }

    [Test]
    public async Task Another_nick_holds_in_all_rooms_and_is_shown_once_to_each()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var nc = await TestPeer.JoinAsync(server.EndPoint.Port, "nc");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby,#attic");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby,#attic");
        await nc.Hears("alice joined!", "wee joined!");
        await alice.ReadsAll();
        await wee.Asks("NICK wee2", ":wee!wee@chatroom NICK wee2");
        Assert.That(await alice.ReadsAll(), Is.EqualTo([":wee!wee@chatroom NICK wee2"]));
        await nc.Hears("wee is now wee2!");
        await wee.Says("PRIVMSG #attic :hello");
        Assert.That(await wee.ReadsAll(), Is.Empty);
        Assert.That(await alice.ReadsAll(), Is.EqualTo([":wee2!wee2@chatroom PRIVMSG #attic :hello"]));
        await wee.Says("NICK WEE2");
        Assert.That(await alice.ReadsAll(), Is.EqualTo([":wee2!wee2@chatroom NICK WEE2"]));
    }

    [Test]
    public async Task A_nick_that_is_taken_in_any_room_changes_none()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#attic,#cellar");
        await wee.Says("NICK bob");
        await wee.HearsLike("^:irc.chatroom 433 wee bob :");
        await wee.Asks("NICK wee2", ":wee!wee@chatroom NICK wee2");
    }

    [Test]
    public async Task Outside_all_rooms_another_nick_is_confirmed()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        await wee.Asks("NICK wee2", ":wee!wee@chatroom NICK :wee2");
    }
}
