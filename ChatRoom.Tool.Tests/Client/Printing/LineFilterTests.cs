using System.Text;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Printing;

internal sealed class LineFilterTests
{
    private const string Gap = "gap 7 3 lobby";
    private const string Join = "join 7 1700000000123 lobby alice";
    private const string Message = "message 7 1700000000123 lobby Alice hello";
    private const string Beep = "bot 7 1700000000123 lobby alice hello";
    private const string Notice = "notice 1700000000123 hello";

    [TestCase(Message)]
    [TestCase(Join)]
    [TestCase(Gap)]
    [TestCase(Notice)]
    public void All_is_wanted_where_nothing_is_said(string typed) => Assert.That(Wants(new LineFilter(), typed));

    [TestCase(Message, true)]
    [TestCase(Beep, true)]
    [TestCase(Join, false)]
    [TestCase(Gap, false)]
    public void Kinds_are_wanted_or_not(string typed, bool isWanted) =>
        Assert.That(Wants(new LineFilter { Kinds = new HashSet<ServerLineKind> { ServerLineKind.Message } }, typed), Is.EqualTo(isWanted));

    [TestCase("aLICE", Message, true)]
    [TestCase("alice", Join, true)]
    [TestCase("alic", Message, false)]
    [TestCase("alice_2", Message, false)]
    [TestCase("bob", Join, false)]
    [TestCase("bob", Gap, true)]
    [TestCase("bob", Notice, false)]
    public void A_name_is_that_of_whom_it_comes_from_whatever_its_case(string name, string typed, bool isWanted)
    {
        Assert.That(Nickname.TryParse(name, out var from));
        Assert.That(Wants(new LineFilter { From = from }, typed), Is.EqualTo(isWanted));
    }

    [TestCase("^hello$", Message, true)]
    [TestCase("Hello", Message, false)]
    [TestCase("(?i)HELLO", Message, true)]
    [TestCase("alice", Join, false)]
    [TestCase(".*", Join, false)]
    [TestCase("hello", Notice, true)]
    [TestCase("nothing", Gap, true)]
    public void A_text_is_one_in_which_the_pattern_is_found(string pattern, string typed, bool isWanted)
    {
        var filter = new LineFilter { Match = Pattern(pattern) };

        Assert.That(Wants(filter, typed), Is.EqualTo(isWanted));
        Assert.That(filter.GaveUp, Is.False);
    }

    [Test]
    public void A_text_that_takes_too_long_is_not_wanted_and_that_is_known()
    {
        var filter = new LineFilter { Match = Pattern("^(?=(a+)+$)") };

        Assert.That(Wants(filter, $"message 7 1700000000123 lobby eve {new string('a', 100)}b"), Is.False);
        Assert.That(filter.GaveUp);
        Assert.That(Wants(filter, "message 8 1700000000123 lobby eve aaaa"));
    }

    private static TextPattern Pattern(string pattern)
    {
        Assert.That(TextPattern.TryParse(pattern, out var parsed, out var whyNot), whyNot);
        return parsed!;
    }

    private static bool Wants(LineFilter filter, string typed)
    {
        Assert.That(ServerLineParser.TryParse(Encoding.UTF8.GetBytes(typed), out var line), Is.EqualTo(ParseResult.Ok));
        return filter.Wants(line);
    }
}
