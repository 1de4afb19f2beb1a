using ChatRoom.Protocol;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc;

/// <summary>Topics, modes, and the acts of operators by the commands of IRC.</summary>
internal sealed class ModerationTests
{
    private static readonly ServerOptions Options = RunningServer.WithIrc with { OperatorPassword = new Password("sesame"u8) };

    [Test]
    public async Task A_topic_is_read_set_and_shown_to_all()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby", "standard-replies");
        await bob.Hears("wee joined!");
        await wee.Asks("TOPIC #lobby", ":irc.chatroom 331 wee #lobby :There is no topic.");
        await wee.Asks("TOPIC #lobby :release day", ":wee!wee@chatroom TOPIC #lobby :release day");
        await bob.Hears("wee set the topic: release day");
        await wee.Says("TOPIC #lobby");
        Assert.That(await wee.ReadsAll(), Has.Count.EqualTo(2).And.Member(":irc.chatroom 332 wee #lobby :release day"));
        await wee.Asks("TOPIC #lobby :", ":wee!wee@chatroom TOPIC #lobby :");
        await wee.Asks($"TOPIC #lobby :{new string('x', 401)}", $":irc.chatroom FAIL TOPIC TOPIC_TOO_LONG #lobby :{Refusal.TopicTooLong.Text}");
        await wee.Asks("TOPIC #nowhere", ":irc.chatroom 403 wee #nowhere :There is no such room.");
        await wee.Asks("TOPIC", ":irc.chatroom 461 wee TOPIC :More parameters are needed.");
    }

    [Test]
    public async Task Only_an_operator_changes_a_locked_topic()
    {
        await using var server = RunningServer.Start(Options);
        using var op = await OperatorAsync(server, "op");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await op.ReadsAll();
        await wee.Says("MODE #lobby +t");
        await wee.HearsLike("^:irc.chatroom 482 wee #lobby :");
        await op.Asks("MODE #lobby +t", ":op!op@chatroom MODE #lobby :+t");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":op!op@chatroom MODE #lobby :+t"]));
        await wee.Says("TOPIC #lobby :mine");
        await wee.HearsLike("^:irc.chatroom 482 wee #lobby :");
        await wee.Says("MODE #lobby");
        Assert.That((await wee.ReadsAll())[0], Is.EqualTo(":irc.chatroom 324 wee #lobby :+t"));
        await op.Asks("TOPIC #lobby :ours", ":op!op@chatroom TOPIC #lobby :ours");
        await op.Asks("MODE #lobby -t", ":op!op@chatroom MODE #lobby :-t");
    }

    [Test]
    public async Task OPER_makes_an_operator_whom_others_see()
    {
        await using var server = RunningServer.Start(Options);
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        using var other = await IrcPeer.JoinAsync(server, "other", "#lobby");
        await wee.ReadsAll();
        await wee.Asks("OPER wee wrong", $":irc.chatroom 464 wee :{Refusal.WrongPassword.Text}");
        await wee.Says("OPER wee sesame");
        Assert.That(await wee.ReadsAll(), Is.EquivalentTo([":irc.chatroom 381 wee :You are an operator now.", ":wee!wee@chatroom MODE wee :+o", ":irc.chatroom MODE #lobby +o :wee"]));
        Assert.That(await other.ReadsAll(), Is.EqualTo([":irc.chatroom MODE #lobby +o :wee"]));
        await other.Says("NAMES #lobby");
        Assert.That((await other.ReadsAll())[0], Is.EqualTo(":irc.chatroom 353 other = #lobby :@wee other"));
    }

    [Test]
    public async Task Five_wrong_operators_passwords_end_the_connection()
    {
        await using var server = RunningServer.Start(Options);
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        for (var i = 0; i < 5; i++)
        {
            await wee.Says("OPER wee wrong");
            await wee.HearsLike("^:irc.chatroom 464 ");
        }

        await wee.HearsLike("^ERROR :");
        await wee.HearsEnd();
    }

    [Test]
    public async Task Without_an_operators_password_there_are_no_operators()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        await wee.Asks("OPER wee sesame", $":irc.chatroom 491 wee :{Refusal.NoOperators.Text}");
    }

    [Test]
    public async Task A_kicked_IRC_member_leaves_the_room_and_stays_connected()
    {
        await using var server = RunningServer.Start(Options);
        using var op = await OperatorAsync(server, "op");
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby,#attic");
        await bob.Hears("wee joined!");
        await op.ReadsAll();
        await op.Asks("KICK #lobby wee :too loud", ":op!op@chatroom KICK #lobby wee :too loud");
        await bob.Hears("wee left! Kicked by op: too loud");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":op!op@chatroom KICK #lobby wee :too loud"]));
        await wee.Says("PRIVMSG #attic :still here", "JOIN #lobby");
        await bob.Hears("wee joined!");
        await op.ReadsAll();
        await op.Asks("KICK #lobby bob", ":op!op@chatroom KICK #lobby bob :Kicked by op");
        await bob.HearsLike("You were kicked by op");
    }

    [Test]
    public async Task A_kick_that_is_not_possible_is_refused()
    {
        await using var server = RunningServer.Start(Options);
        using var op = await OperatorAsync(server, "op");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await op.ReadsAll();
        await wee.Says("KICK #lobby op");
        await wee.HearsLike("^:irc.chatroom 482 wee #lobby :");
        await op.Asks("KICK #nowhere wee", ":irc.chatroom 403 op #nowhere :There is no such room.");
        await op.Asks("KICK #lobby nobody", ":irc.chatroom 441 op nobody #lobby :They are not in that room.");
        await op.Asks("KICK #lobby", ":irc.chatroom 461 op KICK :More parameters are needed.");
    }

    [TestCase("bob!*@*")]
    [TestCase("*!bob@chatroom")]
    [TestCase("*!*bob@chatroom")]
    [TestCase("bob")]
    public async Task A_mask_that_names_a_member_bans_it_from_the_server(string mask)
    {
        await using var server = RunningServer.Start(Options);
        using var op = await OperatorAsync(server, "op");
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        await op.ReadsAll();
        await op.Says($"MODE #lobby +b {mask}");
        Assert.That(await op.ReadsAll(), Has.Member($":op!op@chatroom MODE #lobby +b :{mask}").And.Member(":op!op@chatroom KICK #lobby bob :Banned by op"));
        await bob.HearsLike("^! You are banned from this server|You are banned");
        await op.Says("MODE #lobby b");
        Assert.That((await op.ReadsAll())[0], Does.StartWith(":irc.chatroom 367 op #lobby bob op :"));
        await op.Asks($"MODE #lobby -b {mask}", $":op!op@chatroom MODE #lobby -b :{mask}");
        await op.Asks("MODE #lobby +b", ":irc.chatroom 368 op #lobby :End of the bans");
    }

    [Test]
    public async Task A_mask_of_nobody_and_an_unknown_mode_are_refused()
    {
        await using var server = RunningServer.Start(Options);
        using var op = await OperatorAsync(server, "op");
        await op.Asks("MODE #lobby +b *!*@chatroom", ":irc.chatroom 696 op #lobby b *!*@chatroom :That is nobody: give a name, an address, or NAME!*@*.");
        await op.Asks("MODE #lobby +k key", ":irc.chatroom 472 op k :That mode is not known here; there are b, o and t, one at a time.");
        await op.Says("MODE #lobby +o op");
        await op.HearsLike("^:irc.chatroom 482 op #lobby :");
        await op.Asks("MODE op", ":irc.chatroom 221 op :+o");
        await op.Asks("MODE op +iB", ":op!op@chatroom MODE op :+B");
        await op.Asks("MODE op", ":irc.chatroom 221 op :+oB");
        await op.Asks("MODE nobody", ":irc.chatroom 401 op nobody :You can change the modes of yourself only.");
    }

    [Test]
    public async Task Other_acts_of_operators_are_commands_of_their_own()
    {
        await using var server = RunningServer.Start(Options);
        using var op = await OperatorAsync(server, "op");
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        await op.ReadsAll();
        await op.Says("MUTE bob 10m");
        await bob.HearsLike("muted");
        await op.HearsLike("^:irc.chatroom NOTICE #lobby :bob is muted until ");
        await op.Asks("SAY #lobby hello all", ":irc.chatroom NOTICE #lobby :hello all");
        await op.Asks("BANS", ":irc.chatroom NOTICE #lobby :Nobody is banned.");
        await op.Says("LOCK");
        await op.HearsLike("^:irc.chatroom NOTICE #lobby :Only operators may set the topic now.");
    }

    private static async Task<IrcPeer> OperatorAsync(RunningServer server, string nick)
    {
        var op = await IrcPeer.JoinAsync(server, nick, "#lobby");
        await op.Says($"OPER {nick} sesame");
        Assert.That(await op.ReadsAll(), Has.Member($":irc.chatroom 381 {nick} :You are an operator now."));
        return op;
    }
}
