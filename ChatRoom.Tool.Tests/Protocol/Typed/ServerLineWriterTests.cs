using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Typed;

internal sealed class ServerLineWriterTests
{
    /// <summary>A line with every field, so that a field of another kind would be seen.</summary>
    private static readonly ServerLineValues Full = new(default(ServerLineKind))
    {
        Id = 7,
        Time = 1700000000000,
        Number = 3,
        Room = "lobby",
        Name = "alice",
        Other = "bob",
        Code = "code",
        Text = "a text,  free é 😀",
    };

    [TestCase(ServerLineKind.Greeting, "chatroom/1 code a text,  free é 😀")]
    [TestCase(ServerLineKind.Welcome, "welcome lobby alice 7 1700000000000 3")]
    [TestCase(ServerLineKind.Watching, "watching lobby 7 1700000000000 3")]
    [TestCase(ServerLineKind.Unwatched, "unwatched lobby")]
    [TestCase(ServerLineKind.Log, "log lobby code")]
    [TestCase(ServerLineKind.Session, "session 3")]
    [TestCase(ServerLineKind.Subject, "subject lobby 1700000000000 alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Retry, "retry 3")]
    [TestCase(ServerLineKind.Servers, "servers a text,  free é 😀")]
    [TestCase(ServerLineKind.Topic, "topic 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Present, "present lobby alice person 1700000000000")]
    [TestCase(ServerLineKind.Total, "total lobby 3")]
    [TestCase(ServerLineKind.Usage, "usage alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Commands, "commands 3")]
    [TestCase(ServerLineKind.Room, "room lobby 3 a text,  free é 😀")]
    [TestCase(ServerLineKind.Rooms, "rooms 3")]
    [TestCase(ServerLineKind.Node, "node alice code 7 3 a text,  free é 😀")]
    [TestCase(ServerLineKind.Cluster, "cluster alice code 3 7")]
    [TestCase(ServerLineKind.History, "history lobby 3")]
    [TestCase(ServerLineKind.Message, "message 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Action, "action 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Join, "join 7 1700000000000 lobby alice")]
    [TestCase(ServerLineKind.Leave, "leave 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Announcement, "announcement 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Rename, "rename 7 1700000000000 lobby alice bob")]
    [TestCase(ServerLineKind.Private, "private 1700000000000 lobby alice bob a text,  free é 😀")]
    [TestCase(ServerLineKind.Notice, "notice 1700000000000 a text,  free é 😀")]
    [TestCase(ServerLineKind.Gap, "gap 7 3 lobby")]
    [TestCase(ServerLineKind.Ack, "ack 3 7")]
    [TestCase(ServerLineKind.Error, "error code 3 a text,  free é 😀")]
    [TestCase(ServerLineKind.Refused, "refused code 7 3 a text,  free é 😀")]
    [TestCase(ServerLineKind.Ping, "ping a text,  free é 😀")]
    [TestCase(ServerLineKind.Pong, "pong a text,  free é 😀")]
    [TestCase(ServerLineKind.Bye, "bye code a text,  free é 😀")]
    public void Each_kind_is_written_as_the_grammar_says(ServerLineKind kind, string expected) =>
        Assert.That((Full with { Kind = kind }).In(TestDialects.Typed), Is.EqualTo(expected + "\n"));

    [Test]
    public void A_member_that_left_by_itself_leaves_without_a_text() =>
        Assert.That((Full with { Kind = ServerLineKind.Leave, Text = "" }).In(TestDialects.Typed), Is.EqualTo("leave 7 1700000000000 lobby alice\n"));

    [TestCase(ServerLineKind.Message, "bot 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Present, "present lobby alice bot 1700000000000")]
    public void A_bot_is_marked_as_a_bot(ServerLineKind kind, string expected) =>
        Assert.That((Full with { Kind = kind, IsBot = true }).In(TestDialects.Typed), Is.EqualTo(expected + "\n"));

    [TestCase(ServerLineKind.Message, "past message 7 1700000000000 lobby alice a text,  free é 😀")]
    [TestCase(ServerLineKind.Rename, "past rename 7 1700000000000 lobby alice bob")]
    public void An_event_that_is_sent_again_is_marked_as_past(ServerLineKind kind, string expected) =>
        Assert.That((Full with { Kind = kind, IsPast = true }).In(TestDialects.Typed), Is.EqualTo(expected + "\n"));

    [Test]
    public void A_line_that_no_server_sends_is_our_own_bug() =>
        Assert.Throws<ArgumentException>(() => new ServerLineValues(ServerLineKind.Relayed).In(TestDialects.Typed));

    [Test]
    public void A_text_is_written_unchanged_even_if_it_is_not_utf8()
    {
        var buffer = new byte[ServerLine.MaxEncoded];
        var length = ServerLineWriter.Write(new ServerLine { Kind = ServerLineKind.Pong, Text = [0xFF, 0x00, 0x1B] }, buffer);
        Assert.That(Encoding.Latin1.GetString(buffer, 0, length), Is.EqualTo("pong \u00FF\0\e\n"));
    }
}
