using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Typed;

internal sealed class ClientLineWriterTests
{
    [TestCase(ClientLineKind.Join, "join lobby alice bot numbered resume=0123456789abcdef after=7 log=f00d answers elsewhere")]
    [TestCase(ClientLineKind.Send, "send lobby alice bot numbered resume=0123456789abcdef log=f00d answers elsewhere")]
    [TestCase(ClientLineKind.Watch, "watch lobby after=7 log=f00d elsewhere")]
    [TestCase(ClientLineKind.Unwatch, "unwatch lobby")]
    [TestCase(ClientLineKind.Who, "who lobby")]
    [TestCase(ClientLineKind.Commands, "commands")]
    [TestCase(ClientLineKind.Rooms, "rooms")]
    [TestCase(ClientLineKind.Cluster, "cluster")]
    [TestCase(ClientLineKind.Together, "together 3")]
    [TestCase(ClientLineKind.Say, "say 3 lobby a text,  free é 😀")]
    [TestCase(ClientLineKind.Command, "command 3 lobby a text,  free é 😀")]
    [TestCase(ClientLineKind.Ping, "ping a text,  free é 😀")]
    [TestCase(ClientLineKind.Pong, "pong a text,  free é 😀")]
    [TestCase(ClientLineKind.Password, "password a text,  free é 😀")]
    [TestCase(ClientLineKind.Quit, "quit")]
    public void Each_kind_is_written_as_the_grammar_says(ClientLineKind kind, string expected)
    {
        var line = new ClientLineValues(kind)
        {
            Number = 3,
            Room = "lobby",
            Name = "alice",
            Text = "a text,  free é 😀",
            Since = Since.After(7),
            IsBot = true,
            IsNumbered = true,
            Session = "0123456789abcdef",
            IsResumed = true,
            AsksLog = true,
            Log = "f00d",
            WantsTypedAnswers = true,
            GoesElsewhere = true,
        };
        Assert.That(line.Write(), Is.EqualTo(expected + "\n"));
    }

    [TestCase(false, false, "join lobby alice\n")]
    [TestCase(true, false, "join lobby alice bot\n")]
    [TestCase(false, true, "join lobby alice numbered\n")]
    public void An_option_is_written_if_it_is_chosen(bool isBot, bool isNumbered, string expected)
    {
        var line = new ClientLineValues(ClientLineKind.Join) { Room = "lobby", Name = "alice", IsBot = isBot, IsNumbered = isNumbered };
        Assert.That(line.Write(), Is.EqualTo(expected));
    }

    [TestCase("join", "join lobby alice session=0123456789abcdef last=20 log\n")]
    [TestCase("send", "send lobby alice session=0123456789abcdef log\n")]
    public void A_new_session_can_ask_for_the_identity_of_the_log(string word, string expected)
    {
        var line = new ClientLineValues(word == "join" ? ClientLineKind.Join : ClientLineKind.Send)
        {
            Room = "lobby",
            Name = "alice",
            Session = "0123456789abcdef",
            Since = Since.Last(20),
            AsksLog = true,
        };
        Assert.That(line.Write(), Is.EqualTo(expected));
    }

    [Test]
    public void The_longest_line_of_each_kind_fits([Values] ClientLineKind kind)
    {
        var line = new ClientLineValues(kind)
        {
            Number = long.MaxValue,
            Room = new string('r', Limits.MaxName),
            Name = new string('n', Limits.MaxName),
            Text = new string('t', Limits.MaxText),
            Since = Since.After(long.MaxValue),
            IsBot = true,
            IsNumbered = true,
            Session = new string('s', Limits.MaxName),
            AsksLog = true,
            Log = new string('l', Limits.MaxName),
            WantsTypedAnswers = true,
            GoesElsewhere = true,
        };
        Assert.That(line.Write(), Has.Length.LessThanOrEqualTo(ClientLine.MaxEncoded).And.EndsWith("\n"));
    }

    [Test]
    public void A_server_accepts_the_longest_line() =>
        Assert.That(ClientLine.MaxEncoded, Is.LessThanOrEqualTo(Limits.MaxLine));
}
