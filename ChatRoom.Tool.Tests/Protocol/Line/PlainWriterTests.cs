using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Line;

internal sealed class PlainWriterTests
{
    private static readonly ServerLineKind[] Own =
    [
        ServerLineKind.Join, ServerLineKind.Leave, ServerLineKind.Rename, ServerLineKind.Notice, ServerLineKind.Error, ServerLineKind.Refused,
        ServerLineKind.Private, ServerLineKind.Welcome, ServerLineKind.Gap, ServerLineKind.Bye,
        ServerLineKind.Announcement,
    ];

    private static readonly ServerLineKind[] Said = [ServerLineKind.Message, ServerLineKind.Action];

    [TestCase(ServerLineKind.Message, "alice: hi é 😀\n")]
    [TestCase(ServerLineKind.Action, "* alice hi é 😀\n")]
    [TestCase(ServerLineKind.Private, "(private to bob) alice: hi é 😀\n")]
    [TestCase(ServerLineKind.Join, "alice joined!\n")]
    [TestCase(ServerLineKind.Leave, "alice left! hi é 😀\n")]
    [TestCase(ServerLineKind.Announcement, "# hi é 😀\n")]
    [TestCase(ServerLineKind.Rename, "bob is now alice!\n")]
    [TestCase(ServerLineKind.Welcome, "Connected to server!\n")]
    [TestCase(ServerLineKind.Notice, "# hi é 😀\n")]
    [TestCase(ServerLineKind.Bye, "# hi é 😀\n")]
    [TestCase(ServerLineKind.Error, "! hi é 😀\n")]
    [TestCase(ServerLineKind.Refused, "! 3 lines were not said: hi é 😀\n")]
    [TestCase(ServerLineKind.Gap, "# Missing here, as the server no longer has them: 3\n")]
    [TestCase(ServerLineKind.Relayed, "hi é 😀\n")]
    public void Each_kind_reads_like_this(ServerLineKind kind, string expected) =>
        Assert.That(LineOf(kind, "alice", "bob", "hi é 😀").In(TestDialects.Line), Is.EqualTo(expected));

    [Test]
    public void A_line_for_programs_is_not_shown(
        [Values(
            ServerLineKind.Greeting,
            ServerLineKind.Watching,
            ServerLineKind.Unwatched,
            ServerLineKind.Present,
            ServerLineKind.Total,
            ServerLineKind.Usage,
            ServerLineKind.Commands,
            ServerLineKind.Room,
            ServerLineKind.Rooms,
            ServerLineKind.History,
            ServerLineKind.Node,
            ServerLineKind.Cluster,
            ServerLineKind.Ack,
            ServerLineKind.Ping,
            ServerLineKind.Pong)] ServerLineKind kind) =>
        Assert.That(LineOf(kind, "alice", "bob", "hi").In(TestDialects.Line), Is.Empty);

    [Test]
    public void A_line_with_an_empty_text_has_its_head()
    {
        Assert.That(LineOf(ServerLineKind.Message, "alice", "", "").In(TestDialects.Line), Is.EqualTo("alice: \n"));
        Assert.That(LineOf(ServerLineKind.Leave, "alice", "", "").In(TestDialects.Line), Is.EqualTo("alice left!\n"));
        Assert.That(LineOf(ServerLineKind.Notice, "", "", "").In(TestDialects.Line), Is.EqualTo("# \n"));
    }

    [Test]
    public void No_line_of_the_servers_own_can_be_read_as_a_message() =>
        Fuzz.Each(
            LinesOf(Own),
            line => Assert.That(CouldBeSaid(line.In(TestDialects.Line)), Is.False, line.In(TestDialects.Line)),
            times: 2000);

    [Test]
    public void Every_message_differs_from_the_servers_own_lines() =>
        Fuzz.Each(
            LinesOf(Said),
            line => Assert.That(CouldBeSaid(line.In(TestDialects.Line)), line.In(TestDialects.Line)),
            times: 2000);

    [Test]
    public void Nobody_can_say_a_line_of_the_servers_own() =>
        Fuzz.Each(
            from own in LinesOf(Own)
            from kind in Gen.Elements(Said)
            from other in Samples.Name
            select (Line: own.In(TestDialects.Line), Kind: kind, Other: other),
            attempt =>
            {
                // Cut anywhere, the beginning of the line is used as the name, and the rest as the text.
                var line = attempt.Line[..^1];
                for (var cut = 0; cut <= line.Length; cut++)
                {
                    var name = Nickname.TryParse(line[..cut], out var allowed) ? allowed.ToString() : attempt.Other;
                    foreach (var text in new[] { line, line[cut..], line[cut..].TrimStart(), line[cut..].TrimStart(' ', ':', '*') })
                    {
                        Assert.That(LineOf(attempt.Kind, name, "", text).In(TestDialects.Line), Is.Not.EqualTo(attempt.Line));
                    }
                }
            });

    private static Gen<ServerLineValues> LinesOf(ServerLineKind[] kinds) =>
        from kind in Gen.Elements(kinds)
        from names in Gen.OneOf(Samples.Name, Gen.Elements("Connected", "private", "joined", "-", "alice")).Two()
        from text in Samples.Text
        select LineOf(kind, names.Item1, names.Item2, text);

    private static ServerLineValues LineOf(ServerLineKind kind, string name, string other, string text) =>
        new(kind) { Id = 7, Number = kind == ServerLineKind.Refused ? 9 : 3, Room = "lobby", Code = "code", Name = name, Other = other, Text = text };

    /// <summary>True if a person could say this line: NAME: TEXT, or * NAME TEXT, with a name that is allowed.</summary>
    private static bool CouldBeSaid(string line)
    {
        var (name, end) = line.StartsWith("* ", StringComparison.Ordinal) ? (line[2..], " ") : (line, ": ");
        var length = name.IndexOf(end, StringComparison.Ordinal);
        return length >= 0 && Nickname.TryParse(name[..length], out _);
    }
}
