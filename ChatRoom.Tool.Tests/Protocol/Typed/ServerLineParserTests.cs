using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Typed;

internal sealed class ServerLineParserTests
{
    private static readonly Gen<ServerLineValues> Lines =
        from kind in Gen.Elements<ServerLineKind>([.. ServerLineValues.Kinds])
        from numbers in Samples.Long.Three()
        from words in Samples.Name.Four()
        from text in Samples.Text
        from marks in Samples.Bool.Two()
        select OnlyItsFields(new ServerLineValues(kind)
        {
            Id = numbers.Item1,
            Time = numbers.Item2,
            Number = numbers.Item3,
            Room = words.Item1,
            Name = words.Item2,
            Other = words.Item3,
            Code = words.Item4,
            Text = text,
            IsBot = marks.Item1,
            IsPast = marks.Item2,
        });

    [Test]
    public void A_line_that_was_written_is_parsed_back() =>
        Fuzz.Each(
            Lines,
            line =>
            {
                Assert.That(Parse(line.In(TestDialects.Typed)[..^1], out var parsed), Is.EqualTo(ParseResult.Ok));
                Assert.That(parsed, Is.EqualTo(line));
            },
            times: 2000);

    [Test]
    public void A_line_with_an_unknown_word_is_not_malformed(
        [Values("", " ", "Message 1 2 r n t", "messages 1 2 r n t", "me", "topics 1 2 r n t", "subjects r 1 n t", "chatroom/2 1.0 x", "chatroom/10 1.0 x", "say 1 lobby hi", "\0", " join 1 2 r n", "past", "past ", "past reaction 1 2 r n t", "past notice 1 t", "past past message 1 2 r n t")] string line) =>
        Assert.That(Parse(line, out _), Is.EqualTo(ParseResult.UnknownWord));

    [TestCase("message")]
    [TestCase("message 1")]
    [TestCase("message 1 2")]
    [TestCase("message 1 2 room")]
    [TestCase("message 1 2 room ")]
    [TestCase("message 1 2  name text", Description = "an empty room")]
    [TestCase("message  1 2 room name text", Description = "an empty id")]
    [TestCase("message x 2 room name text")]
    [TestCase("message 1x 2 room name text")]
    [TestCase("message 1.5 2 room name text")]
    [TestCase("message 0x1 2 room name text")]
    [TestCase("message -1 2 room name text")]
    [TestCase("message 1 -2 room name text")]
    [TestCase("message 9223372036854775808 2 room name text")]
    [TestCase("message 99999999999999999999999999 2 room name text")]
    [TestCase("action 1 2 room")]
    [TestCase("join 1 2 room")]
    [TestCase("leave 1 2 room")]
    [TestCase("rename 1 2 room new")]
    [TestCase("welcome room name 1 2")]
    [TestCase("welcome room name 1 2 many")]
    [TestCase("bot 1 2 room")]
    [TestCase("watching room 1 2")]
    [TestCase("watching room 1 2 next")]
    [TestCase("unwatched")]
    [TestCase("unwatched ")]
    [TestCase("log room")]
    [TestCase("session")]
    [TestCase("session many")]
    [TestCase("subject room name text")]
    [TestCase("retry soon")]
    [TestCase("topic 1 2 room")]
    [TestCase("present room name person")]
    [TestCase("present room name bot soon")]
    [TestCase("total room")]
    [TestCase("total room many")]
    [TestCase("usage")]
    [TestCase("commands")]
    [TestCase("commands many")]
    [TestCase("room lobby")]
    [TestCase("room lobby many topic")]
    [TestCase("rooms")]
    [TestCase("rooms many")]
    [TestCase("node a alive 1")]
    [TestCase("node a alive 1 many here:1")]
    [TestCase("cluster a connected 1")]
    [TestCase("cluster a connected 1 many")]
    [TestCase("history lobby")]
    [TestCase("past message 1 2 room")]
    [TestCase("private 1 room from")]
    [TestCase("notice")]
    [TestCase("notice text")]
    [TestCase("gap 1 2")]
    [TestCase("gap 1 -2 room")]
    [TestCase("ack 1")]
    [TestCase("ack 1 -1")]
    [TestCase("error")]
    [TestCase("error code text")]
    [TestCase("refused")]
    [TestCase("refused code 1")]
    [TestCase("refused code 1 text")]
    [TestCase("refused code 1 -2 text")]
    [TestCase("bye")]
    [TestCase("chatroom/1")]
    [TestCase("chatroom/1 ")]
    public void A_line_with_a_wrong_or_missing_field_is_malformed(string line) =>
        Assert.That(Parse(line, out _), Is.EqualTo(ParseResult.Malformed));

    [TestCase("welcome room name 1 2 3 new-field")]
    [TestCase("join 1 2 room name new-field another")]
    [TestCase("rename 1 2 room name old new-field")]
    [TestCase("gap 1 2 room new-field")]
    [TestCase("ack 1 2 new-field")]
    [TestCase("watching room 1 2 3 new-field")]
    [TestCase("unwatched room new-field")]
    [TestCase("log room f00d new-field")]
    [TestCase("session 3 new-field")]
    [TestCase("retry 3 new-field")]
    [TestCase("present room name bot 1 new-field")]
    [TestCase("total room 3 new-field")]
    [TestCase("commands 3 new-field")]
    [TestCase("rooms 3 new-field")]
    [TestCase("cluster a connected 1 2 new-field")]
    [TestCase("history room 3 new-field")]
    [TestCase("past join 1 2 room name new-field")]
    public void Fields_of_a_later_version_are_ignored(string line)
    {
        Assert.That(Parse(line, out var parsed), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Does.StartWith(parsed.In(TestDialects.Typed)[..^1] + " new-field"));
    }

    [Test]
    public void A_text_may_be_empty_with_or_without_the_space_before_it([Values("message 1 2 r n", "past message 1 2 r n", "usage who", "room lobby 2", "node a alive 1 2", "bot 1 2 r n", "notice 1", "error code 0", "refused code 1 2", "bye code", "ping", "pong", "servers", "chatroom/1 1.0")] string line)
    {
        Assert.That(Parse(line, out var without), Is.EqualTo(ParseResult.Ok));
        Assert.That(Parse(line + " ", out var with), Is.EqualTo(ParseResult.Ok));
        Assert.That(without.Text, Is.Empty);
        Assert.That(with, Is.EqualTo(without));
    }

    [Test]
    public void A_text_keeps_its_spaces()
    {
        Assert.That(Parse("message 1 2 r n   two  words ", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line.Text, Is.EqualTo("  two  words "));
    }

    [Test]
    public void No_input_makes_the_parser_throw() =>
        Fuzz.Each(
            from word in Gen.Elements("message ", "bot ", "rename ", "welcome ", "watching ", "unwatched ", "present ", "total ", "usage ", "commands ", "room ", "rooms ", "node ", "cluster ", "past ", "past message ", "history ", "log ", "session ", "subject ", "retry ", "servers ", "topic ", "private ", "notice ", "gap ", "ack ", "error ", "refused ", "bye ", "ping ", "chatroom/1 ", "")
            from bytes in Samples.Bytes
            select (byte[])[.. Encoding.ASCII.GetBytes(word), .. bytes],
            bytes => Assert.DoesNotThrow(() => ServerLineParser.TryParse(bytes, out _)),
            times: 1000);

    private static ParseResult Parse(string text, out ServerLineValues values)
    {
        var result = ServerLineParser.TryParse(Encoding.UTF8.GetBytes(text), out var line);
        values = ServerLineValues.Of(line);
        return result;
    }

    private static ServerLineValues OnlyItsFields(ServerLineValues all) => all.Kind switch
    {
        ServerLineKind.Usage => new(all.Kind) { Name = all.Name, Text = all.Text },
        ServerLineKind.Commands or ServerLineKind.Rooms => new(all.Kind) { Number = all.Number },
        ServerLineKind.Node => new(all.Kind) { Name = all.Name, Code = all.Code, Id = all.Id, Number = all.Number, Text = all.Text },
        ServerLineKind.Cluster => new(all.Kind) { Name = all.Name, Code = all.Code, Id = all.Id, Number = all.Number },
        ServerLineKind.Room => new(all.Kind) { Room = all.Room, Number = all.Number, Text = all.Text },
        ServerLineKind.Greeting or ServerLineKind.Bye => new(all.Kind) { Code = all.Code, Text = all.Text },
        ServerLineKind.Welcome => all with { Other = "", Code = "", Text = "", IsBot = false, IsPast = false },
        ServerLineKind.Watching => new(all.Kind) { Room = all.Room, Id = all.Id, Time = all.Time, Number = all.Number },
        ServerLineKind.Present => new(all.Kind) { Room = all.Room, Name = all.Name, IsBot = all.IsBot, Time = all.Time },
        ServerLineKind.Unwatched => new(all.Kind) { Room = all.Room },
        ServerLineKind.Log => new(all.Kind) { Room = all.Room, Code = all.Code },
        ServerLineKind.Session or ServerLineKind.Retry => new(all.Kind) { Number = all.Number },
        ServerLineKind.Subject => new(all.Kind) { Room = all.Room, Time = all.Time, Name = all.Name, Text = all.Text },
        ServerLineKind.Total or ServerLineKind.History => new(all.Kind) { Room = all.Room, Number = all.Number },
        ServerLineKind.Message => all with { Number = 0, Other = "", Code = "" },
        ServerLineKind.Action or ServerLineKind.Topic or ServerLineKind.Leave or ServerLineKind.Announcement => all with { Number = 0, Other = "", Code = "", IsBot = false },
        ServerLineKind.Join => all with { Number = 0, Other = "", Code = "", Text = "" },
        ServerLineKind.Start => all with { Number = 0, Other = "", Code = "", Text = "", IsBot = false },
        ServerLineKind.Rename => all with { Number = 0, Code = "", Text = "", IsBot = false },
        ServerLineKind.Private => all with { Id = 0, Number = 0, Code = "", IsBot = false, IsPast = false },
        ServerLineKind.Notice => new(all.Kind) { Time = all.Time, Text = all.Text },
        ServerLineKind.Gap => new(all.Kind) { Id = all.Id, Number = all.Number, Room = all.Room },
        ServerLineKind.Ack => new(all.Kind) { Id = all.Id, Number = all.Number },
        ServerLineKind.Refused => new(all.Kind) { Code = all.Code, Id = all.Id, Number = all.Number, Text = all.Text },
        ServerLineKind.Error => new(all.Kind) { Code = all.Code, Number = all.Number, Text = all.Text },
        _ => new(all.Kind) { Text = all.Text },
    };
}
