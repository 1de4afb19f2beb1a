using System.Net;
using System.Text;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc;

/// <summary>A client of the IRC port until it is welcomed.</summary>
internal sealed class RegistrationTests
{
    private const string AllCaps = "message-tags server-time batch echo-message cap-notify multi-prefix userhost-in-names standard-replies draft/chathistory draft/multiline";

    [Test]
    public async Task A_client_that_only_gives_its_nick_and_user_is_welcomed()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var ii = await IrcPeer.ConnectAsync(server);
        await ii.Says("NICK ii", "USER ii localhost 127.0.0.1 :ii person");
        await ii.Hears(":irc.chatroom 001 ii :Welcome, ii!ii@chatroom", ":irc.chatroom 002 ii :Your server is irc.chatroom, chatroom 1.2.3");
        var rest = await ii.ReadsAll();
        Assert.That(rest.Select(line => line.Split(' ')[1]), Is.EqualTo(["003", "004", "005", "005", "251", "252", "253", "254", "255", "265", "266", "422"]));
        Assert.That(string.Join(' ', rest), Does.Contain("CASEMAPPING=ascii CHANTYPES=# CHANLIMIT=#:100 CHANMODES=b,,,t PREFIX=(o)@ NICKLEN=32").And.Contain("LINELEN=4120"));
    }

    [TestCase("CAP LS", "NICK wee", "USER root 0 * :root", "CAP REQ :message-tags server-time", "CAP END")]
    [TestCase("CAP LS", "JOIN :", "CAP REQ :message-tags server-time", "CAP END", "NICK wee", "USER wee wee 127.0.0.1 :wee")]
    [TestCase("USER wee 0 * :wee", "CAP REQ message-tags", "CAP REQ server-time", "NICK wee", "CAP LS", "CAP END")]
    public async Task Commands_come_in_any_order_and_in_one_burst(params string[] burst)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Says(burst);
        var lines = await irc.ReadsAll();
        Assert.That(lines, Has.Exactly(1).EqualTo(":irc.chatroom 001 wee :Welcome, wee!wee@chatroom"));
        await irc.Asks("CAP LIST", ":irc.chatroom CAP wee LIST :message-tags server-time");
    }

    [Test]
    public async Task A_client_that_negotiates_is_welcomed_after_CAP_END()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Says("CAP LS 302", "NICK wee", "USER wee 0 * :wee");
        Assert.That(await irc.ReadsAll(), Is.EqualTo([$":irc.chatroom CAP * LS :{AllCaps}=max-bytes=65536,max-lines=1000"]));
        await irc.Says("CAP END");
        await irc.HearsLike("^:irc.chatroom 001 wee ");
    }

    [Test]
    public async Task A_request_with_an_unknown_capability_is_refused_as_a_whole()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Asks("CAP REQ :server-time no-such-thing", ":irc.chatroom CAP * NAK :server-time no-such-thing");
        await irc.Asks("CAP REQ :server-time -batch", ":irc.chatroom CAP * ACK :server-time -batch");
        await irc.Asks("CAP LIST", ":irc.chatroom CAP * LIST :server-time");
        await irc.Asks("CAP WHAT", ":irc.chatroom 410 * WHAT :That subcommand of CAP is not known; use LS, LIST, REQ or END.");
    }

    [Test]
    public async Task In_a_room_the_form_of_its_events_changes_no_more()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await irc.Asks("CAP REQ server-time", ":irc.chatroom CAP wee NAK :server-time");
        await irc.Asks("CAP REQ multi-prefix", ":irc.chatroom CAP wee ACK :multi-prefix");
    }

    [Test]
    public async Task Before_the_welcome_other_commands_are_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Asks("JOIN #lobby", ":irc.chatroom 451 * :Register first: send NICK and USER.");
        await irc.Asks("PRIVMSG #lobby :hello", ":irc.chatroom 451 * :Register first: send NICK and USER.");
        await irc.Asks("NICK", ":irc.chatroom 431 * :Give a nick: NICK NAME.");
        await irc.Asks("USER wee", ":irc.chatroom 461 * USER :More parameters are needed.");
        await irc.Asks("");
        await irc.Asks(":only-a-source");
    }

    [Test]
    public async Task A_client_that_does_not_register_in_time_is_disconnected()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time });
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Asks("NICK wee");
        await time.Passes(TimeSpan.FromSeconds(60));
        await irc.Hears("ERROR :No name came in time, so the connection is closed; connect again to join.");
        await irc.HearsEnd();
    }

    [Test]
    public async Task The_password_comes_with_PASS()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Password = new Password("sesame open"u8) });
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Says("PASS :sesame open", "NICK wee", "USER wee 0 * :wee");
        await irc.HearsLike("^:irc.chatroom 001 wee ");
    }

    [Test]
    public async Task Without_the_password_a_client_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Password = new Password("sesame"u8) });
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Says("NICK wee", "USER wee 0 * :wee");
        await irc.HearsLike("^:irc.chatroom 464 wee :This server requires a password");
        await irc.HearsLike("^ERROR :This server requires a password");
        await irc.HearsEnd();
    }

    [Test]
    public async Task A_wrong_password_is_answered_late_and_counted()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time, Password = new Password("sesame"u8) });
        for (var i = 0; i < 10; i++)
        {
            using var irc = await IrcPeer.ConnectAsync(server);
            await irc.Says("PASS wrong", "NICK wee", "USER wee 0 * :wee");
            await time.Passes(RunningServer.Options.PasswordDelay);
            await irc.Hears(":irc.chatroom 464 wee :That is not the password of this server.", "ERROR :That is not the password of this server.");
        }

        using var locked = await IrcPeer.ConnectAsync(server);
        await locked.Says("PASS sesame", "NICK wee", "USER wee 0 * :wee");
        await locked.HearsLike("^:irc.chatroom 464 wee :.*minutes");
    }

    [Test]
    public async Task The_password_comes_with_SASL()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Password = new Password("sesame"u8) });
        using var irc = await IrcPeer.ConnectAsync(server);
        await irc.Asks("CAP LS 302", $":irc.chatroom CAP * LS :{AllCaps}=max-bytes=65536,max-lines=1000 sasl=PLAIN");
        await irc.Asks("CAP REQ sasl", ":irc.chatroom CAP * ACK :sasl");
        await irc.Asks("NICK wee");
        await irc.Asks("USER wee 0 * :wee");
        await irc.Asks("AUTHENTICATE EXTERNAL", ":irc.chatroom 908 wee PLAIN :are the mechanisms of this server.", ":irc.chatroom 904 wee :That mechanism is not known; use PLAIN.");
        await irc.Asks("AUTHENTICATE PLAIN", "AUTHENTICATE +");
        await irc.Asks("AUTHENTICATE *", ":irc.chatroom 906 wee :Authentication was aborted.");
        await irc.Asks("AUTHENTICATE PLAIN", "AUTHENTICATE +");
        await irc.Asks("AUTHENTICATE %%%", ":irc.chatroom 904 wee :That is not base64 of: NUL, a name, NUL, the password.");
        await irc.Asks("AUTHENTICATE PLAIN", "AUTHENTICATE +");
        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0anybody\0sesame"));
        await irc.Asks($"AUTHENTICATE {message}", ":irc.chatroom 900 wee wee!wee@chatroom anybody :The password is right.", ":irc.chatroom 903 wee :You have authenticated.");
        await irc.Says("CAP END");
        await irc.HearsLike("^:irc.chatroom 001 wee ");
    }

    [Test]
    public async Task A_banned_address_is_told_why_and_sent_away()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { OperatorPassword = new Password("sesame"u8) });
        using var alice = await TestPeer.JoinAsync(server.EndPoint.Port, "alice");
        await alice.Says("/op sesame");
        await alice.HearsLike("operator now");
        await alice.Says("/ban 127.0.0.9");
        await alice.HearsLike("is banned");
        using var irc = await IrcPeer.ConnectAsync(server, from: IPAddress.Parse("127.0.0.9"));
        await irc.Says("NICK wee", "USER wee 0 * :wee");
        await irc.Hears(":irc.chatroom 465 wee :You are banned from this server.", "ERROR :You are banned from this server.");
        await irc.HearsEnd();
    }

    [Test]
    public async Task After_the_welcome_registration_is_over()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var irc = await IrcPeer.RegisterAsync(server, "wee");
        await irc.Asks("USER wee 0 * :wee", ":irc.chatroom 462 wee :You are registered already.");
        await irc.Asks("PASS x", ":irc.chatroom 462 wee :You are registered already.");
        await irc.Asks("FOO", ":irc.chatroom 421 wee FOO :That command is not known here.");
        await irc.Asks("PING", ":irc.chatroom 409 wee :There is no token; use PING TOKEN.");
        await irc.Says("QUIT :bye");
        await irc.Hears("ERROR :The connection is closed.");
        await irc.HearsEnd();
    }
}
