using System.Text;
using ChatRoom.Protocol.Irc;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Irc;

internal sealed class IrcLineTests
{
    [TestCase("PING", "PING")]
    [TestCase("PRIVMSG #lobby :hi there", "PRIVMSG|#lobby|hi there")]
    [TestCase("PRIVMSG #lobby hi", "PRIVMSG|#lobby|hi")]
    [TestCase("JOIN :", "JOIN|")]
    [TestCase("LIST ", "LIST")]
    [TestCase("USER  root   0 *  :  a  b ", "USER|root|0|*|  a  b ")]
    [TestCase("MODE #lobby +b *!u@lab", "MODE|#lobby|+b|*!u@lab")]
    [TestCase("PRIVMSG #lobby a:b ::", "PRIVMSG|#lobby|a:b|:")]
    [TestCase(":alice!alice@chatroom PRIVMSG bob :hi", "alice!alice@chatroom>PRIVMSG|bob|hi")]
    [TestCase("@a=b;c :alice  PING x", "@a=b;c alice>PING|x")]
    [TestCase("@a PING", "@a PING")]
    [TestCase("C 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 and the rest ", "C|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15 and the rest ")]
    [TestCase("C 1 2 3 4 5 6 7 8 9 10 11 12 13 14 :15 : rest", "C|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15 : rest")]
    [TestCase("C 1 2 3 4 5 6 7 8 9 10 11 12 13 14 ", "C|1|2|3|4|5|6|7|8|9|10|11|12|13|14")]
    [TestCase("PRIV-MSG a", "PRIV-MSG|a")]
    public void A_line_is_read_as_its_grammar_says(string line, string expected)
    {
        Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes(line), out var parsed));
        Assert.That(Show(parsed), Is.EqualTo(expected));
    }

    [Test]
    public void A_line_without_a_command_is_refused([Values("", " ", " PING", "@a", "@a ", ":a", ":a ", "@a :b", "@", ":")] string line) =>
        Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes(line), out _), Is.False);

    [Test]
    public void Any_bytes_are_a_line_or_refused() =>
        Fuzz.Each(
            Samples.Bytes,
            bytes =>
            {
                if (IrcLine.TryParse(bytes, out var line))
                {
                    Assert.That(Show(line), Is.Not.Empty);
                    line.TryGetTag("a"u8, out _);
                }
            },
            times: 2000);

    [Test]
    public void A_written_line_is_read_back_as_it_was() =>
        Fuzz.Each(
            Lines,
            line =>
            {
                Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes(line.Write()), out var parsed), line.Write());
                Assert.That(Show(parsed), Is.EqualTo(line.ToString()), line.Write());
            },
            times: 2000);

    [TestCase("PRIVMSG", "PRIVMSG", true)]
    [TestCase("privMsg", "PRIVMSG", true)]
    [TestCase("PRIVMS", "PRIVMSG", false)]
    public void A_command_is_compared_without_regard_to_case(string sent, string command, bool isEqual)
    {
        Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes(sent), out var parsed));
        Assert.That(parsed.Is(Encoding.UTF8.GetBytes(command)), Is.EqualTo(isEqual));
    }

    [TestCase("a=1", "1")]
    [TestCase("a=1;a=2", "2")]
    [TestCase("a=2;b=3", "2")]
    [TestCase("b=3;a", "")]
    [TestCase("a=", "")]
    [TestCase("a=x=y", "x=y")]
    [TestCase(@"a=\:\s\\\r\n", "; \\\r\n")]
    [TestCase(@"a=\b\", "b")]
    [TestCase("a=é😀", "é😀")]
    [TestCase("b=1", null)]
    [TestCase("aa=1", null)]
    [TestCase("+a=1", null)]
    public void A_tag_is_read_by_its_key(string tags, string? expected)
    {
        Assert.That(IrcLine.TryParse(Encoding.UTF8.GetBytes($"@{tags} PING"), out var parsed));
        Assert.That(parsed.TryGetTag("a"u8, out var value) ? value : null, Is.EqualTo(expected));
    }

    [Test]
    public void A_line_without_tags_has_no_tag()
    {
        Assert.That(IrcLine.TryParse("PING"u8, out var parsed));
        Assert.That(parsed.TryGetTag(""u8, out _), Is.False);
    }

    [Test]
    public void A_parameter_that_is_not_there_is_empty()
    {
        Assert.That(IrcLine.TryParse("PING a"u8, out var parsed));
        Assert.That(parsed[1].IsEmpty);
    }

    private static Gen<LineValues> Lines { get; } =
        from tags in Gen.Elements("", "a", "a=b;+c/d=", "time=2026-01-02T03:04:05.678Z;msgid=7.1.lobby")
        from source in Gen.OneOf(Gen.Constant(""), Samples.Name)
        from command in Gen.Elements("PRIVMSG", "privmsg", "001", "CAP")
        from words in Gen.Elements("#lobby", "a:b", "é😀", "*", "+b", "x").ArrayOf().Where(words => words.Length < IrcLine.MaxParameters)
        from last in Gen.OneOf(Gen.Constant<string?>(null), Samples.Text.Select<string, string?>(text => text))
        select new LineValues(tags, source, command, words, last);

    private static string Show(IrcLine line)
    {
        var parameters = new List<string>();
        for (var i = 0; i < line.Count; i++)
        {
            parameters.Add(Encoding.UTF8.GetString(line[i]));
        }

        return new LineValues(Encoding.UTF8.GetString(line.Tags), Encoding.UTF8.GetString(line.Source), Encoding.UTF8.GetString(line.Command), [.. parameters], null).ToString();
    }

    private sealed record LineValues(string Tags, string Source, string Command, string[] Words, string? Last)
    {
        public string Write() =>
            (Tags.Length > 0 ? $"@{Tags} " : "") + (Source.Length > 0 ? $":{Source} " : "") + Command
            + string.Concat(Words.Select(word => $" {word}")) + (Last is null ? "" : $" :{Last}");

        public override string ToString() =>
            (Tags.Length > 0 ? $"@{Tags} " : "") + (Source.Length > 0 ? $"{Source}>" : "")
            + string.Join('|', [Command, .. Words, .. Last is null ? [] : new[] { Last }]);
    }
}
