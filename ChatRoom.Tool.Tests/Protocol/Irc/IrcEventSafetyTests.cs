using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Irc;

/// <summary>Every line to an IRC client keeps the rules of IRC, for any text and any name of a member.</summary>
internal sealed partial class IrcEventSafetyTests
{
    private static readonly ServerLineKind[] OfMembers =
    [
        ServerLineKind.Message, ServerLineKind.Action, ServerLineKind.Private, ServerLineKind.Join, ServerLineKind.Leave, ServerLineKind.Rename, ServerLineKind.Topic,
    ];

    private static readonly IrcCaps[] AllCaps =
    [
        .. from time in new[] { IrcCaps.None, IrcCaps.ServerTime }
           from tags in new[] { IrcCaps.None, IrcCaps.MessageTags }
           from multiline in new[] { IrcCaps.None, IrcCaps.Batch | IrcCaps.Multiline }
           select time | tags | multiline,
    ];

    [Test]
    public void No_line_is_longer_than_IRC_allows() =>
        Fuzz.Each(
            AnyLine(ServerLineValues.Kinds),
            given =>
            {
                foreach (var line in LinesOf(given.Line.InIrc(given.Caps, given.Batch)))
                {
                    var tags = line.StartsWith('@') ? line.IndexOf(' ') + 1 : 0;
                    Assert.That(tags, Is.LessThanOrEqualTo(4094));
                    Assert.That(Encoding.UTF8.GetByteCount(line[tags..]) + "\r\n".Length, Is.LessThanOrEqualTo(IrcEventWriter.MaxLine), line);
                }
            },
            times: 2000);

    [Test]
    public void A_line_of_a_member_imitates_nobody() =>
        Fuzz.Each(
            AnyLine(OfMembers),
            given =>
            {
                var member = given.Line.Kind == ServerLineKind.Rename ? given.Line.Other : given.Line.Name;
                foreach (var text in LinesOf(given.Line.InIrc(given.Caps, given.Batch)))
                {
                    Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes(text), out var line), text);
                    Assert.That(Encoding.UTF8.GetString(line.Source), line.Is("BATCH"u8) && line[0][0] == '-' ? Is.EqualTo("irc.chatroom") : Is.EqualTo($"{member}!{member}@chatroom").Or.EqualTo(member), text);
                    Assert.That(Encoding.UTF8.GetString(line.Command), Does.Match(Verbs(given.Line.Kind)), text);
                    Assert.That(Encoding.UTF8.GetString(line.Tags), Does.Match(OurTags()), text);
                }
            },
            times: 2000);

    [Test]
    public void What_is_said_is_read_back_whole() =>
        Fuzz.Each(
            AnyLine([ServerLineKind.Message, ServerLineKind.Action, ServerLineKind.Private, ServerLineKind.Announcement, ServerLineKind.Notice]),
            given =>
            {
                var said = new StringBuilder();
                var lines = LinesOf(given.Line.InIrc(given.Caps, given.Batch));
                foreach (var text in lines)
                {
                    Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes(text), out var line), text);
                    if (line.Is("BATCH"u8))
                    {
                        continue;
                    }

                    Assert.That(line.Count, Is.EqualTo(2));
                    var isAction = IrcText.IsCtcp(line[1], out var command, out var rest);
                    Assert.That(isAction, Is.EqualTo(given.Line.Kind == ServerLineKind.Action), text);
                    Assert.That(!isAction || command.SequenceEqual("ACTION"u8));
                    said.Append(Encoding.UTF8.GetString(isAction ? rest : line[1]));
                }

                Assert.That(said.ToString(), Is.EqualTo(given.Line.Text));
                Assert.That(lines.Count(line => line.Contains("msgid=7.1700000000123.")), Is.EqualTo(given.Line.View().IsEvent && given.Caps.HasFlag(IrcCaps.MessageTags) ? 1 : 0));
            },
            times: 2000);

    [Test]
    public void What_a_member_says_is_one_line_unless_it_is_long() =>
        Fuzz.Each(
            AnyLine(OfMembers),
            given =>
            {
                var isLong = Encoding.UTF8.GetByteCount(given.Line.Text) > IrcEventWriter.MaxLine - 2 - 128;
                var isSaid = given.Line.Kind is ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Private;
                Assert.That(LinesOf(given.Line.InIrc(given.Caps, given.Batch)), isSaid && isLong ? Is.Not.Empty : Has.Length.EqualTo(1));
            },
            times: 2000);

    [Test]
    public void The_worst_texts_under_the_worst_names_fit_the_bound()
    {
        // A part is short if a long grapheme follows it, or if it ends at a space.
        string[] worst =
        [
            new('t', Limits.MaxText),
            string.Concat(Enumerable.Repeat(new string('t', 283) + " " + new string('t', 99), 20)),
            string.Concat(Enumerable.Repeat("ab" + new string('\u0301', 190), 20)),
            string.Concat(Enumerable.Repeat("😀", Limits.MaxText / 4)),
        ];
        foreach (var (kind, text, caps, isBot) in
            from kind in ServerLineValues.Kinds
            from text in worst
            from caps in AllCaps
            from isBot in new[] { false, true }
            select (kind, text, caps, isBot))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var line = ServerLineValues.Longest(kind) with { Text = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, Limits.MaxText))).TrimEnd('\uFFFD'), Time = 253402300799999, IsBot = isBot };

            Assert.That(Encoding.UTF8.GetByteCount(line.InIrc(caps, new string('b', 32))), Is.LessThanOrEqualTo(IrcEventWriter.MaxEncoded));
        }
    }

    [Test]
    public void An_event_grows_at_most_by_the_factor_of_its_encoding()
    {
        foreach (var (caps, kind, name, text) in
            from caps in AllCaps
            from kind in ServerLineValues.Kinds
            where new ServerLine { Kind = kind }.IsEvent
            from name in new[] { "n", new string('n', Limits.MaxName) }
            from text in new[] { "t", new string('t', 500), new string('t', Limits.MaxText) }
            select (caps, kind, name, text))
        {
            var line = new ServerLineValues(kind) { Id = 1, Time = 1, Room = name, Name = name, Other = name, Text = text, IsBot = true };
            Assert.That(line.InIrc(caps), Has.Length.LessThanOrEqualTo(IrcEncodings.Of(caps).Growth * line.In(TestDialects.Typed).Length), line.ToString());
        }
    }

    [Test]
    public void No_text_begins_a_command_between_clients([Values("\u0001ACTION waves\u0001", "\u0001VERSION\u0001", " \u0001", "\e\u0001VERSION", "\u0080\u0001VERSION")] string raw)
    {
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(raw), new byte[Limits.FilterScratch], out var text));
        Assert.That(text.ToString(), Does.Not.Contain("\u0001"));
    }

    private static Gen<Given> AnyLine(IReadOnlyList<ServerLineKind> kinds) =>
        from kind in Gen.Elements(kinds.ToArray())
        from names in Gen.OneOf(Samples.Name, Gen.Elements("001", "PING", "alice", new string('w', Limits.MaxName))).Three()
        from text in Gen.OneOf(Said, Gen.Elements(":irc.chatroom 001 alice :hi", "@time=x :a!a@b PRIVMSG #c :d", " :", "Kicked by alice", "ACTION waves"))
        from caps in Gen.Elements(AllCaps)
        from batch in Gen.Elements("", "past")
        from isBot in Samples.Bool
        select new Given(
            new ServerLineValues(kind)
            {
                Id = 7,
                Time = 1700000000123,
                Number = 3,
                Room = names.Item1,
                Name = names.Item2,
                Other = names.Item3,
                Text = kind switch { ServerLineKind.Leave => "", ServerLineKind.Topic => Cut(text, Limits.MaxTopic), _ => text },
                IsBot = isBot,
            },
            caps,
            batch);

    /// <summary>A text of any length, as the filter leaves it.</summary>
    private static Gen<string> Said { get; } =
        from text in Gen.OneOf(Samples.Text, Samples.AnyString, Gen.Elements("e\u0301", "👩\u200D👩\u200D👧", "שלום ", "a\u0301\u0302\u0303", "word ", "🇩🇪").ArrayOf().Select(string.Concat))
        from times in Gen.Elements(1, 10, 100)
        select Filtered(string.Concat(Enumerable.Repeat(text, times)));

    private static string Filtered(string raw)
    {
        var text = ChatText.TryParse(Encoding.UTF8.GetBytes(Cut(raw, Limits.MaxText)), new byte[Limits.FilterScratch], out var parsed) ? parsed.ToString() : "";
        return text.Length == 0 ? "t" : text;
    }

    private static string Cut(string text, int bytes)
    {
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            cut.Append(rune);
        }

        return cut.ToString();
    }

    private static string[] LinesOf(string encoded)
    {
        Assert.That(encoded, Is.Empty.Or.EndsWith("\r\n"));
        var lines = encoded.Split("\r\n")[..^1];
        Assert.That(lines, Has.All.Not.Empty.And.All.Not.Contain("\n").And.All.Not.Contain("\r").And.All.Not.Contain("\0"));
        return lines;
    }

    private static string Verbs(ServerLineKind kind) => kind switch
    {
        ServerLineKind.Join => "^JOIN$",
        ServerLineKind.Leave => "^PART$",
        ServerLineKind.Rename => "^NICK$",
        ServerLineKind.Topic => "^TOPIC$",
        _ => "^(PRIVMSG|NOTICE|BATCH)$",
    };

    [GeneratedRegex(@"^((^|;)(batch=(past|m7)|draft/multiline-concat|time=2023-11-14T22:13:20\.123Z|msgid=7\.1700000000123\.[^; ]+|bot))*$")]
    private static partial Regex OurTags();

    private sealed record Given(ServerLineValues Line, IrcCaps Caps, string Batch);
}
