using ChatRoom.Protocol;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc;

/// <summary>Texts from IRC clients to the others, and back.</summary>
internal sealed class TalkTests
{
    [Test]
    public async Task Everybody_in_the_room_reads_what_an_IRC_client_says_and_the_reverse()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        using var typed = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby now", "^watching lobby ");
        await bob.Hears("wee joined!");
        await wee.Says("PRIVMSG #lobby :/join is a word here", "PRIVMSG #lobby :\u0001ACTION waves\u0001", "PRIVMSG #lobby :\u0001ACTION has no end", "NOTICE #lobby :from a bot");
        await bob.Hears("wee: /join is a word here", "* wee waves", "* wee has no end", "wee: from a bot");
        await typed.HearsLike("^message [0-9]+ [0-9]+ lobby wee /join is a word here$");
        await typed.HearsLike("^action [0-9]+ [0-9]+ lobby wee waves$");
        await typed.HearsLike("^action [0-9]+ [0-9]+ lobby wee has no end$");
        await typed.HearsLike("^bot [0-9]+ [0-9]+ lobby wee from a bot$");
        await bob.Says("hello");
        await bob.Says("/me sits");
        await bob.Hears("bob: hello", "* bob sits");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":bob!bob@chatroom PRIVMSG #lobby :hello", ":bob!bob@chatroom PRIVMSG #lobby :\u0001ACTION sits\u0001"]));
    }

    [TestCase("PRIVMSG", ":irc.chatroom 411 wee :There is no receiver; use PRIVMSG TARGET :TEXT.")]
    [TestCase("PRIVMSG #lobby", ":irc.chatroom 412 wee :There is no text to send.")]
    [TestCase("PRIVMSG #lobby :", ":irc.chatroom 412 wee :There is no text to send.")]
    [TestCase("PRIVMSG #lobby :\u0002\u0003", ":irc.chatroom 412 wee :There is no text to send.")]
    [TestCase("PRIVMSG #attic :hello", ":irc.chatroom 404 wee #attic :You are not in #attic; join it first: /join #attic")]
    [TestCase("PRIVMSG nobody :hello", ":irc.chatroom 401 wee nobody :")]
    [TestCase("PRIVMSG a,b,c,d,e :hello", ":irc.chatroom 407 wee a,b,c,d,e :Those are too many receivers; at most 4 at once.")]
    public async Task A_text_that_cannot_be_sent_is_refused_and_a_NOTICE_is_not_answered(string line, string answer)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await wee.Says(line);
        Assert.That(await wee.ReadsAll(), Has.Count.EqualTo(1).And.Some.StartsWith(answer));
        await wee.Asks(line.Replace("PRIVMSG", "NOTICE"));
    }

    [Test]
    public async Task Formatting_is_removed_with_its_digits()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await bob.Hears("wee joined!");
        await wee.Says("PRIVMSG #lobby :\u000304,02red\u0003 \u0002bold\u000f \u0004ff00aagreen \u00031,x");
        await bob.Hears("wee: red bold green ,x");
    }

    [Test]
    public async Task CTCP_is_not_passed_on()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#lobby");
        await wee.ReadsAll();
        await wee.Asks("PRIVMSG #lobby :\u0001VERSION\u0001", ":irc.chatroom NOTICE wee :CTCP VERSION is not passed on here.");
        await wee.Asks("PRIVMSG bob :\u0001PING 123\u0001", ":irc.chatroom NOTICE wee :CTCP PING is not passed on here.");
        await wee.Asks("NOTICE bob :\u0001PING 123\u0001");
        Assert.That(await bob.ReadsAll(), Is.Empty);
    }

    [Test]
    public async Task A_text_of_the_full_length_is_one_event_and_a_longer_one_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var typed = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby now", "^watching lobby ");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await typed.HearsLike("^join ");
        var full = new string('x', Limits.MaxText);
        var tags = $"@+{new string('t', 4090)} ";
        await wee.Says($"{tags}PRIVMSG #lobby :{full}");
        Assert.That(await typed.NextLine("the text"), Does.EndWith($" lobby wee {full}"));
        await wee.Asks($"@+{new string('t', 4094)} PRIVMSG #lobby :hello", $":irc.chatroom 417 wee :{Refusal.TooLong.Text}");
        await wee.Asks($"PRIVMSG #lobby :{full}x", $":irc.chatroom 417 wee :{Refusal.TooLong.Text}");
        await wee.Asks($"PRIVMSG #lobby :{full}{full}{full}", $":irc.chatroom 417 wee :{Refusal.TooLong.Text}");
        await wee.Says("PRIVMSG #lobby :goes on");
        await typed.HearsLike(" lobby wee goes on$");
    }

    [Test]
    public async Task A_long_text_is_sent_in_lines_of_at_most_512_bytes_that_join_to_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        using var typed = await TestPeer.JoinTypedAsync(server.EndPoint.Port, "typed");
        await wee.ReadsAll();
        var text = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦 é ", 100)).TrimEnd();
        await typed.Says($"say 1 lobby {text}");
        await typed.HearsLike(" lobby typed ");
        var lines = await wee.ReadsAll();
        Assert.That(lines.Select(System.Text.Encoding.UTF8.GetByteCount), Has.All.LessThanOrEqualTo(510));
        Assert.That(string.Concat(lines.Select(line => line[(line.IndexOf(" :", 1, StringComparison.Ordinal) + 2)..])), Is.EqualTo(text));
    }

    [Test]
    public async Task A_text_that_is_not_UTF8_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await wee.Connection.Sends([.. "PRIVMSG #lobby :caf"u8, 0xE9, .. "\r\n"u8]);
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":irc.chatroom FAIL PRIVMSG INVALID_UTF8 :That text is not UTF-8, so it was not said; set your client to UTF-8."]));
    }

    [Test]
    public async Task With_echo_message_the_client_is_sent_what_it_says_and_without_it_is_not()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var plain = await IrcPeer.JoinAsync(server, "plain", "#lobby");
        using var echo = await IrcPeer.JoinAsync(server, "echo", "#lobby", "echo-message message-tags server-time");
        await plain.ReadsAll();
        await echo.Says("PRIVMSG #lobby :\u0002one", "PRIVMSG #lobby :two", "PRIVMSG plain :psst");
        var lines = await echo.ReadsAll();
        Assert.That(lines, Has.Count.EqualTo(3));
        Assert.That(lines[0], Does.Match(@"^@time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z;msgid=\d+\.\d+\.lobby :echo!echo@chatroom PRIVMSG #lobby :one$"));
        Assert.That(lines[2], Does.EndWith(":echo!echo@chatroom PRIVMSG plain :psst"));
        await plain.Says("PRIVMSG #lobby :mine", "PRIVMSG #lobby :mine too");
        Assert.That(await plain.ReadsAll(), Is.EqualTo([":echo!echo@chatroom PRIVMSG #lobby :one", ":echo!echo@chatroom PRIVMSG #lobby :two", ":echo!echo@chatroom PRIVMSG plain :psst"]));
        Assert.That(await echo.ReadsAll(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_private_text_reaches_the_member_of_a_shared_room_or_the_IRC_client_of_that_name()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        using var alone = await IrcPeer.RegisterAsync(server, "alone");
        await bob.Hears("wee joined!");
        await wee.Says("PRIVMSG bob :psst", "PRIVMSG alone :are you there?", "PRIVMSG wee :a note to myself");
        await bob.Hears("(private to bob) wee: psst");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":wee!wee@chatroom PRIVMSG wee :a note to myself"]));
        Assert.That(await alone.ReadsAll(), Is.EqualTo([":wee!wee@chatroom PRIVMSG alone :are you there?"]));
        await bob.Says("/msg wee and back");
        await bob.Hears("(private to wee) bob: and back");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":bob!bob@chatroom PRIVMSG wee :and back"]));
        await alone.Asks("AWAY :lunch", ":irc.chatroom 306 alone :You are marked as away.");
        await wee.Asks("PRIVMSG alone :hm", ":irc.chatroom 301 wee alone :lunch");
        await alone.Asks("AWAY", ":wee!wee@chatroom PRIVMSG alone :hm", ":irc.chatroom 305 alone :You are no longer marked as away.");
    }

    [Test]
    public async Task A_muted_client_writes_privately_to_nobody_either()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { OperatorPassword = new Password("sesame"u8) });
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        using var alone = await IrcPeer.RegisterAsync(server, "alone");
        await bob.Says("/op sesame");
        await bob.Says("/mute wee");
        await wee.HearsLike("^:irc.chatroom NOTICE #lobby :.*muted");
        await wee.Says("PRIVMSG alone :hello", "PART #lobby", "PRIVMSG alone :hello");
        Assert.That(await wee.ReadsAll(), Has.Exactly(2).Match("^:irc.chatroom 401 wee alone :You are muted"));
        Assert.That(await alone.ReadsAll(), Is.Empty);
    }

    [Test]
    public async Task A_client_that_does_not_read_is_not_disconnected_for_what_others_send_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var stalled = await IrcPeer.RegisterAsync(server, "stalled", narrow: true);
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        var text = new string('x', 4000);
        List<string> answers;
        do
        {
            await wee.Says([.. Enumerable.Repeat($"PRIVMSG stalled :{text}", 50)]);
            answers = await wee.ReadsAll();
        }
        while (answers.Count == 0);

        Assert.That(answers, Has.All.EqualTo(":irc.chatroom 401 wee stalled :stalled is not reading; the private message was not delivered."));
        await stalled.Says("AWAY :back in a moment");
        Assert.That(await stalled.ReadsAll(), Has.Member(":irc.chatroom 306 stalled :You are marked as away."));
    }

    [Test]
    public async Task A_muted_member_is_told_that_nobody_reads_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { OperatorPassword = new Password("sesame"u8) });
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby");
        await bob.Says("/op sesame");
        await bob.Says("/mute wee");
        Assert.That(await wee.HearsLike("^:irc.chatroom NOTICE #lobby :"), Does.Contain("muted"));
        await wee.Says("PRIVMSG #lobby :hello");
        Assert.That(await wee.HearsLike("^:irc.chatroom 404 wee #lobby :"), Does.Contain("muted"));
        await bob.Says("/unmute wee");
        await wee.Hears(":irc.chatroom NOTICE #lobby :You may speak again.");
        await bob.Says("/say to all");
        await wee.Hears(":irc.chatroom NOTICE #lobby :to all");
    }
}
