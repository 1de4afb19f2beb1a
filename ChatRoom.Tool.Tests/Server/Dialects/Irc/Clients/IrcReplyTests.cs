using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Clients;

internal sealed class IrcReplyTests
{
    private static readonly string LongestNick = new('n', Limits.MaxName);

    private static Gen<string> Word { get; } = Gen.OneOf(
        Samples.AnyString,
        Samples.Name,
        Gen.Elements("", ":", ":a", "#lobby", "a b", "a\r\nb", "\0", "é", new string('w', 80), new string('w', 81)));

    [Test]
    public void A_numeric_is_one_line_of_the_server_whatever_it_repeats() =>
        Fuzz.Each(
            from words in Word.ArrayOf().Where(words => words.Length <= 4)
            from last in Gen.OneOf(Samples.AnyString, Samples.Text, Gen.Elements("a\r\n:irc.chatroom 001 b :c", string.Concat(Enumerable.Repeat("👩\u200D👩\u200D👧", 100))))
            select (words, last),
            given =>
            {
                var bytes = new IrcReply(LongestNick).Numeric("404", [.. given.words, given.last]).Bytes;

                Assert.That(bytes.Length, Is.LessThanOrEqualTo(IrcEventWriter.MaxLine));
                Assert.That(bytes.EndsWith("\r\n"u8) && !bytes[..^2].ContainsAny("\r\n\0"u8));
                Assert.That(IrcLine.TryParse(bytes[..^2], out var line));
                Assert.That(Encoding.UTF8.GetString(line.Source), Is.EqualTo("irc.chatroom"));
                Assert.That(line.Is("404"u8));
                Assert.That(line.Count, Is.EqualTo(2 + given.words.Length));
                for (var i = 0; i < given.words.Length; i++)
                {
                    Assert.That(Encoding.UTF8.GetString(line[1 + i]), Is.EqualTo(given.words[i]).Or.EqualTo("*"));
                }

                Assert.That(TextFilter.Clean(given.last), Does.StartWith(Encoding.UTF8.GetString(line[line.Count - 1])));
            },
            times: 2000);

    [TestCase("#lobby")]
    [TestCase("a!b@c")]
    [TestCase("very.long.nick-with_32.chars[x]{}")]
    public void A_word_that_is_one_parameter_is_repeated_as_it_is(string word) =>
        Assert.That(Text(new IrcReply("alice").Numeric("403", word, "no")), Is.EqualTo($":irc.chatroom 403 alice {word} :no\r\n"));

    [Test]
    public void Several_lines_are_sent_together() =>
        Assert.That(
            Text(new IrcReply("*").Line("", "PING", "a").Line("alice!alice@chatroom", "PART", "#lobby").Line("", "AUTHENTICATE")),
            Is.EqualTo("PING :a\r\n:alice!alice@chatroom PART :#lobby\r\nAUTHENTICATE\r\n"));

    private static string Text(IrcReply reply) => Encoding.UTF8.GetString(reply.Bytes);
}
