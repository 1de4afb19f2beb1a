using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class ClientLineWriterTests
{
    [TestCase(ClientLineKind.Join, "join lobby alice")]
    [TestCase(ClientLineKind.Say, "say 3 lobby a text,  free é 😀")]
    [TestCase(ClientLineKind.Command, "command 3 lobby a text,  free é 😀")]
    [TestCase(ClientLineKind.Ping, "ping a text,  free é 😀")]
    [TestCase(ClientLineKind.Pong, "pong a text,  free é 😀")]
    [TestCase(ClientLineKind.Quit, "quit")]
    public void Each_kind_is_written_as_the_grammar_says(ClientLineKind kind, string expected)
    {
        var line = new ClientLineValues(kind) { Number = 3, Room = "lobby", Name = "alice", Text = "a text,  free é 😀" };
        Assert.That(line.Write(), Is.EqualTo(expected + "\n"));
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
        };
        Assert.That(line.Write(), Has.Length.LessThanOrEqualTo(ClientLine.MaxEncoded).And.EndsWith("\n"));
    }

    [Test]
    public void The_longest_line_is_one_that_a_server_takes() =>
        Assert.That(ClientLine.MaxEncoded, Is.LessThanOrEqualTo(Limits.MaxLine));
}
