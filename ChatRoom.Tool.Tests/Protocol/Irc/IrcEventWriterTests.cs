using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Irc;

/// <summary>The form of each kind of line. <see cref="IrcEventSafetyTests"/> holds the rules for all of them.</summary>
internal sealed class IrcEventWriterTests
{
    private const IrcCaps Multiline = IrcCaps.Batch | IrcCaps.Multiline;

    private const IrcCaps Tags = IrcCaps.ServerTime | IrcCaps.MessageTags;

    /// <summary>A line with every field, so that a field of another kind would be seen.</summary>
    private static readonly ServerLineValues Full = new(default(ServerLineKind))
    {
        Id = 7,
        Time = 1700000000123,
        Number = 3,
        Room = "lobby",
        Name = "alice",
        Other = "bob",
        Code = "code",
        Text = "hi é 😀",
    };

    private static readonly string Long = new('x', 500);

    [TestCase(ServerLineKind.Message, ":alice!alice@chatroom PRIVMSG #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Action, ":alice!alice@chatroom PRIVMSG #lobby :\u0001ACTION hi é 😀\u0001\r\n")]
    [TestCase(ServerLineKind.Join, ":alice!alice@chatroom JOIN #lobby\r\n")]
    [TestCase(ServerLineKind.Leave, ":alice!alice@chatroom PART #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Rename, ":bob!bob@chatroom NICK alice\r\n")]
    [TestCase(ServerLineKind.Topic, ":alice!alice@chatroom TOPIC #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Announcement, ":irc.chatroom NOTICE #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Private, ":alice!alice@chatroom PRIVMSG bob :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Notice, ":irc.chatroom NOTICE #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Gap, ":irc.chatroom NOTICE #lobby :3 events are missing here\r\n")]
    [TestCase(ServerLineKind.Error, ":irc.chatroom 404 alice #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Refused, ":irc.chatroom 404 alice #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Ping, "PING :irc.chatroom\r\n")]
    [TestCase(ServerLineKind.Bye, "ERROR :hi é 😀\r\n")]
    public void Each_kind_reads_like_this(ServerLineKind kind, string expected) =>
        Assert.That((Full with { Kind = kind }).InIrc(IrcCaps.None), Is.EqualTo(expected));

    [Test]
    public void Every_other_kind_is_not_shown() =>
        Assert.That(
            ServerLineValues.Kinds.Where(kind => (Full with { Kind = kind }).InIrc(Tags).Length == 0),
            Is.EquivalentTo(new[]
            {
                ServerLineKind.Greeting, ServerLineKind.Welcome, ServerLineKind.Watching, ServerLineKind.Unwatched, ServerLineKind.Log, ServerLineKind.Session,
                ServerLineKind.Subject, ServerLineKind.Present, ServerLineKind.Total, ServerLineKind.Usage, ServerLineKind.Commands, ServerLineKind.Room,
                ServerLineKind.Rooms, ServerLineKind.History, ServerLineKind.Start, ServerLineKind.Ack, ServerLineKind.Pong, ServerLineKind.Retry,
                ServerLineKind.Servers, ServerLineKind.Node, ServerLineKind.Cluster,
            }));

    [TestCase(ServerLineKind.Message, ":alice!alice@chatroom NOTICE #lobby :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Private, ":alice!alice@chatroom NOTICE bob :hi é 😀\r\n")]
    [TestCase(ServerLineKind.Action, ":alice!alice@chatroom PRIVMSG #lobby :\u0001ACTION hi é 😀\u0001\r\n")]
    public void A_bot_speaks_in_notices_that_no_bot_answers(ServerLineKind kind, string expected) =>
        Assert.That((Full with { Kind = kind, IsBot = true }).InIrc(IrcCaps.None), Is.EqualTo(expected));

    [TestCase(ServerLineKind.Message, ":alice!alice@chatroom PRIVMSG #lobby :\r\n")]
    [TestCase(ServerLineKind.Action, ":alice!alice@chatroom PRIVMSG #lobby :\u0001ACTION \u0001\r\n")]
    public void An_empty_text_is_one_line(ServerLineKind kind, string expected) =>
        Assert.That((Full with { Kind = kind, Text = "" }).InIrc(IrcCaps.None), Is.EqualTo(expected));

    [TestCase("Kicked by bob", ":bob!bob@chatroom KICK #lobby alice :Kicked by bob\r\n")]
    [TestCase("Kicked by bob: a: b", ":bob!bob@chatroom KICK #lobby alice :a: b\r\n")]
    [TestCase("Banned by bob", ":bob!bob@chatroom KICK #lobby alice :Banned by bob\r\n")]
    [TestCase("Banned by bob: spam", ":bob!bob@chatroom KICK #lobby alice :spam\r\n")]
    [TestCase("Kicked by the server", ":alice!alice@chatroom PART #lobby :Kicked by the server\r\n")]
    [TestCase("Kicked by ", ":alice!alice@chatroom PART #lobby :Kicked by \r\n")]
    [TestCase("", ":alice!alice@chatroom PART #lobby\r\n")]
    public void A_member_that_an_operator_removes_is_kicked(string text, string expected) =>
        Assert.That((Full with { Kind = ServerLineKind.Leave, Text = text }).InIrc(IrcCaps.None), Is.EqualTo(expected));

    [TestCase(IrcCaps.ServerTime, "@time=2023-11-14T22:13:20.123Z ")]
    [TestCase(IrcCaps.MessageTags, "@msgid=7.1700000000123.lobby;bot ")]
    [TestCase(Tags, "@time=2023-11-14T22:13:20.123Z;msgid=7.1700000000123.lobby;bot ")]
    [TestCase(Multiline, "")]
    public void Tags_are_sent_to_clients_that_enabled_them(IrcCaps caps, string expected) =>
        Assert.That(
            (Full with { Kind = ServerLineKind.Message, IsBot = true }).InIrc(caps),
            Is.EqualTo($"{expected}:alice!alice@chatroom NOTICE #lobby :hi é 😀\r\n"));

    [TestCase(ServerLineKind.Join, true)]
    [TestCase(ServerLineKind.Rename, true)]
    [TestCase(ServerLineKind.Topic, true)]
    [TestCase(ServerLineKind.Leave, true)]
    [TestCase(ServerLineKind.Action, true)]
    [TestCase(ServerLineKind.Announcement, true)]
    [TestCase(ServerLineKind.Private, false)]
    [TestCase(ServerLineKind.Notice, false)]
    [TestCase(ServerLineKind.Gap, false)]
    public void Events_have_an_id_and_other_lines_have_none(ServerLineKind kind, bool hasId) =>
        Assert.That((Full with { Kind = kind }).InIrc(Tags), hasId ? Does.StartWith("@time=2023-11-14T22:13:20.123Z;msgid=7.1700000000123.lobby :") : Does.StartWith("@time=2023-11-14T22:13:20.123Z :"));

    [Test]
    public void A_line_without_a_time_has_no_time() =>
        Assert.That((Full with { Kind = ServerLineKind.Notice, Time = 0, Room = "" }).InIrc(Tags), Is.EqualTo(":irc.chatroom NOTICE * :hi é 😀\r\n"));

    [Test]
    public void A_refusal_outside_a_room_names_none() =>
        Assert.That((Full with { Kind = ServerLineKind.Error, Room = "", Name = "" }).InIrc(IrcCaps.None), Is.EqualTo(":irc.chatroom NOTICE * :hi é 😀\r\n"));

    [Test]
    public void A_single_event_is_missing() =>
        Assert.That((Full with { Kind = ServerLineKind.Gap, Number = 1 }).InIrc(IrcCaps.None), Is.EqualTo(":irc.chatroom NOTICE #lobby :1 event is missing here\r\n"));

    [Test]
    public void A_long_text_is_several_lines_of_which_the_first_has_the_id() =>
        Assert.That(
            (Full with { Kind = ServerLineKind.Message, Text = Long }).InIrc(Tags),
            Is.EqualTo(
                $"@time=2023-11-14T22:13:20.123Z;msgid=7.1700000000123.lobby :alice!alice@chatroom PRIVMSG #lobby :{Long[..472]}\r\n"
                + $"@time=2023-11-14T22:13:20.123Z :alice!alice@chatroom PRIVMSG #lobby :{Long[472..]}\r\n"));

    [Test]
    public void A_long_text_is_one_batch_with_multiline() =>
        Assert.That(
            (Full with { Kind = ServerLineKind.Message, Text = Long, IsBot = true }).InIrc(Tags | Multiline),
            Is.EqualTo(
                "@time=2023-11-14T22:13:20.123Z;msgid=7.1700000000123.lobby;bot :alice!alice@chatroom BATCH +m7 draft/multiline #lobby\r\n"
                + $"@batch=m7 :alice!alice@chatroom NOTICE #lobby :{Long[..473]}\r\n"
                + $"@batch=m7;draft/multiline-concat :alice!alice@chatroom NOTICE #lobby :{Long[473..]}\r\n"
                + ":irc.chatroom BATCH -m7\r\n"));

    [Test]
    public void A_long_action_is_several_actions([Values(IrcCaps.None, Multiline)] IrcCaps caps) =>
        Assert.That(
            (Full with { Kind = ServerLineKind.Action, Text = Long }).InIrc(caps),
            Is.EqualTo(
                $":alice!alice@chatroom PRIVMSG #lobby :\u0001ACTION {Long[..463]}\u0001\r\n"
                + $":alice!alice@chatroom PRIVMSG #lobby :\u0001ACTION {Long[463..]}\u0001\r\n"));

    [Test]
    public void A_past_event_is_in_its_batch()
    {
        var line = Full with { Kind = ServerLineKind.Message };
        Assert.That(line.InIrc(IrcCaps.ServerTime, "past1"), Is.EqualTo("@batch=past1;time=2023-11-14T22:13:20.123Z :alice!alice@chatroom PRIVMSG #lobby :hi é 😀\r\n"));
        Assert.That(
            (line with { Text = Long }).InIrc(Multiline, "past1"),
            Is.EqualTo(
                "@batch=past1 :alice!alice@chatroom BATCH +m7 draft/multiline #lobby\r\n"
                + $"@batch=m7 :alice!alice@chatroom PRIVMSG #lobby :{Long[..472]}\r\n"
                + $"@batch=m7;draft/multiline-concat :alice!alice@chatroom PRIVMSG #lobby :{Long[472..]}\r\n"
                + ":irc.chatroom BATCH -m7\r\n"));
    }

    [Test]
    public void The_longest_topic_fits_under_the_longest_names()
    {
        var line = ServerLineValues.Longest(ServerLineKind.Topic) with { Text = new string('t', Limits.MaxTopic) };
        Assert.That(line.InIrc(IrcCaps.None), Is.EqualTo($":{line.Name} TOPIC #{line.Room} :{line.Text}\r\n"));
        Assert.That((line with { Text = "t" }).InIrc(IrcCaps.None), Is.EqualTo($":{line.Name}!{line.Name}@chatroom TOPIC #{line.Room} :t\r\n"));
    }

    [Test]
    public void The_longest_reason_fits_under_the_longest_names([Values("Kicked", "Banned")] string word)
    {
        var line = ServerLineValues.Longest(ServerLineKind.Leave);
        var reason = new string('t', Limits.MaxReason);
        Assert.That((line with { Text = $"{word} by {line.Other}: {reason}" }).InIrc(IrcCaps.None), Is.EqualTo($":{line.Other} KICK #{line.Room} {line.Name} :{reason}\r\n"));
    }

    [TestCase("hi é 😀")]
    [TestCase("A text of two parts. ")]
    public void An_event_is_written_without_memory_of_its_own(string text)
    {
        var line = (Full with { Kind = ServerLineKind.Message, Text = string.Concat(Enumerable.Repeat(text, 30)) }).View();
        var buffer = new byte[IrcEventWriter.MaxEncoded];
        IrcEventWriter.Write(line, Tags | Multiline, buffer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            IrcEventWriter.Write(line, Tags | Multiline, buffer);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
