using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Typed;

internal sealed class ClientLineParserTests
{
    private static readonly Gen<Since> Sinces = Gen.OneOf(
        Gen.Constant(Since.Now),
        Gen.Constant(Since.All),
        Samples.Long.Select(Since.After),
        Samples.Long.Select(Since.Last),
        Gen.Choose(0, int.MaxValue).Select(age => Since.Age(TimeSpan.FromMilliseconds(age))));

    private static readonly Gen<ClientLineValues> Lines =
        from kind in Gen.Elements(Enum.GetValues<ClientLineKind>())
        from number in Samples.Long
        from words in Samples.Name.Four()
        from text in Samples.Text
        from since in Sinces
        from options in Samples.Bool.Four()
        from more in Samples.Bool.Two()
        select OnlyItsFields(new ClientLineValues(kind)
        {
            Number = number,
            Room = words.Item1,
            Name = words.Item2,
            Text = text,
            Since = since,
            IsBot = options.Item1,
            IsNumbered = options.Item2,
            Session = words.Item3,
            IsResumed = options.Item3,
            AsksLog = options.Item4,
            Log = options.Item4 ? words.Item4 : "",
            WantsTypedAnswers = more.Item1,
            GoesElsewhere = more.Item2,
        });

    [Test]
    public void A_line_that_was_written_is_parsed_back() =>
        Fuzz.Each(
            Lines,
            line =>
            {
                Assert.That(Parse(line.Write()[..^1], out var parsed), Is.EqualTo(ParseResult.Ok));
                Assert.That(parsed, Is.EqualTo(line));
            },
            times: 1000);

    [Test]
    public void A_line_with_an_unknown_word_is_not_malformed(
        [Values("", " ", "hello", "Say 1 lobby hi", "saying 1 lobby hi", "message 1 2 r n t", " say 1 lobby hi", "/quit", "say\t1 lobby hi")] string line) =>
        Assert.That(Parse(line, out _), Is.EqualTo(ParseResult.UnknownWord));

    [TestCase("join")]
    [TestCase("join lobby")]
    [TestCase("join lobby ")]
    [TestCase("join  alice", Description = "an empty room")]
    [TestCase("say")]
    [TestCase("say 1")]
    [TestCase("say 1 ")]
    [TestCase("say 1  hi", Description = "an empty room")]
    [TestCase("say lobby hi")]
    [TestCase("say one lobby hi")]
    [TestCase("say 1. lobby hi")]
    [TestCase("say -1 lobby hi")]
    [TestCase("say 9223372036854775808 lobby hi")]
    [TestCase("say 18446744073709551617 lobby hi")]
    [TestCase("command x lobby /who")]
    [TestCase("send lobby")]
    [TestCase("join lobby alice  bot", Description = "an empty option")]
    [TestCase("watch lobby")]
    [TestCase("watch  now", Description = "an empty room")]
    [TestCase("watch lobby yesterday")]
    [TestCase("watch lobby after=")]
    [TestCase("watch lobby age=1h")]
    [TestCase("unwatch")]
    [TestCase("unwatch ")]
    [TestCase("who")]
    [TestCase("together")]
    [TestCase("together two")]
    [TestCase("together -2")]
    public void A_line_with_a_wrong_or_missing_field_is_malformed(string line) =>
        Assert.That(Parse(line, out _), Is.EqualTo(ParseResult.Malformed));

    [Test]
    public void Fields_of_a_later_version_are_ignored()
    {
        Assert.That(Parse("join lobby alice new-field", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Join) { Room = "lobby", Name = "alice" }));
        Assert.That(Parse("send lobby alice new numbered fields bot", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Send) { Room = "lobby", Name = "alice", IsBot = true, IsNumbered = true }));
        Assert.That(Parse("watch lobby all new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Watch) { Room = "lobby", Since = Since.All }));
        Assert.That(Parse("unwatch lobby new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Unwatch) { Room = "lobby" }));
        Assert.That(Parse("who lobby new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Who) { Room = "lobby" }));
        Assert.That(Parse("commands new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Commands)));
        Assert.That(Parse("rooms new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Rooms)));
        Assert.That(Parse("cluster new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Cluster)));
        Assert.That(Parse("together 2 new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Together) { Number = 2 }));
        Assert.That(Parse("quit new-field", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Quit)));
    }

    [Test]
    public void Every_room_is_a_room_of_watch_and_unwatch()
    {
        Assert.That(Parse("watch * last=20 log", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Watch) { Room = RoomName.Every, Since = Since.Last(20), AsksLog = true }));
        Assert.That(Parse("unwatch *", out line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line, Is.EqualTo(new ClientLineValues(ClientLineKind.Unwatch) { Room = RoomName.Every }));
        Assert.That(Nickname.TryParse(RoomName.Every, out _), Is.False, "no room has this name");
    }

    [TestCase("join lobby alice answers elsewhere session=a1 all log")]
    [TestCase("join lobby alice resume=a1 elsewhere after=7 log=f00d")]
    [TestCase("send lobby ci resume=a1 log=")]
    public void Options_come_in_any_order(string line)
    {
        Assert.That(Parse(line, out var forward), Is.EqualTo(ParseResult.Ok));
        var words = line.Split(' ');
        Assert.That(Parse(string.Join(' ', [.. words[..3], .. words[3..].Reverse()]), out var backward), Is.EqualTo(ParseResult.Ok));
        Assert.That(backward, Is.EqualTo(forward));
        Assert.That((forward.Session, forward.AsksLog), Is.EqualTo(("a1", true)));
    }

    [Test]
    public void A_text_may_be_empty([Values("say 1 lobby", "say 1 lobby ", "command 1 lobby", "ping", "ping ", "pong")] string line)
    {
        Assert.That(Parse(line, out var parsed), Is.EqualTo(ParseResult.Ok));
        Assert.That(parsed.Text, Is.Empty);
    }

    [Test]
    public void A_text_keeps_its_spaces()
    {
        Assert.That(Parse("say 1 lobby   two  words ", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line.Text, Is.EqualTo("  two  words "));
    }

    [Test]
    public void The_largest_number_is_read()
    {
        Assert.That(Parse("say 9223372036854775807 lobby hi", out var line), Is.EqualTo(ParseResult.Ok));
        Assert.That(line.Number, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void No_input_makes_the_parser_throw() =>
        Fuzz.Each(
            from word in Gen.Elements("join ", "send ", "watch ", "unwatch ", "who ", "commands ", "rooms ", "cluster ", "together ", "say ", "command ", "ping ", "pong ", "quit ", "password ", "")
            from bytes in Samples.Bytes
            select (byte[])[.. Encoding.ASCII.GetBytes(word), .. bytes],
            bytes => Assert.DoesNotThrow(() => ClientLineParser.TryParse(bytes, out _)),
            times: 1000);

    private static ParseResult Parse(string text, out ClientLineValues values)
    {
        var result = ClientLineParser.TryParse(Encoding.UTF8.GetBytes(text), out var line);
        values = ClientLineValues.Of(line);
        return result;
    }

    private static ClientLineValues OnlyItsFields(ClientLineValues all) => all.Kind switch
    {
        ClientLineKind.Join => all with { Number = 0, Text = "" },
        ClientLineKind.Send => all with { Number = 0, Text = "", Since = default },
        ClientLineKind.Watch => new(all.Kind) { Room = all.Room, Since = all.Since, AsksLog = all.AsksLog, Log = all.Log, GoesElsewhere = all.GoesElsewhere },
        ClientLineKind.Who or ClientLineKind.Unwatch => new(all.Kind) { Room = all.Room },
        ClientLineKind.Together => new(all.Kind) { Number = all.Number },
        ClientLineKind.Say or ClientLineKind.Command => new(all.Kind) { Number = all.Number, Room = all.Room, Text = all.Text },
        ClientLineKind.Password or ClientLineKind.Ping or ClientLineKind.Pong => new(all.Kind) { Text = all.Text },
        _ => new(all.Kind),
    };
}
