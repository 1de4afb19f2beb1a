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
    public void A_filter_without_conditions_selects_every_line(string typed) => Assert.That(Selects(new LineFilter(), typed));

    [TestCase(Message, true)]
    [TestCase(Beep, true)]
    [TestCase(Join, false)]
    [TestCase(Gap, false)]
    public void A_filter_selects_by_kind(string typed, bool isSelected) =>
        Assert.That(Selects(new LineFilter { Kinds = new HashSet<ServerLineKind> { ServerLineKind.Message } }, typed), Is.EqualTo(isSelected));

    [TestCase("aLICE", Message, true)]
    [TestCase("alice", Join, true)]
    [TestCase("alic", Message, false)]
    [TestCase("alice_2", Message, false)]
    [TestCase("bob", Join, false)]
    [TestCase("bob", Gap, true)]
    [TestCase("bob", Notice, false)]
    public void A_filter_selects_by_the_name_of_the_sender_in_any_case(string name, string typed, bool isSelected)
    {
        Assert.That(Nickname.TryParse(name, out var from));
        Assert.That(Selects(new LineFilter { From = from }, typed), Is.EqualTo(isSelected));
    }

    [TestCase("^hello$", Message, true)]
    [TestCase("Hello", Message, false)]
    [TestCase("(?i)HELLO", Message, true)]
    [TestCase("alice", Join, false)]
    [TestCase(".*", Join, false)]
    [TestCase("hello", Notice, true)]
    [TestCase("nothing", Gap, true)]
    public void A_filter_selects_texts_that_match_the_pattern(string pattern, string typed, bool isSelected)
    {
        var filter = new LineFilter { Match = Pattern(pattern) };

        Assert.That(Selects(filter, typed), Is.EqualTo(isSelected));
        Assert.That(filter.GaveUp, Is.False);
    }

    [Test]
    public void A_text_that_takes_too_long_to_match_is_not_selected()
    {
        var filter = new LineFilter { Match = Pattern("^(?=(a+)+$)") };

        Assert.That(Selects(filter, $"message 7 1700000000123 lobby eve {new string('a', 100)}b"), Is.False);
        Assert.That(filter.GaveUp);
        Assert.That(Selects(filter, "message 8 1700000000123 lobby eve aaaa"));
    }

    private static TextPattern Pattern(string pattern)
    {
        Assert.That(TextPattern.TryParse(pattern, out var parsed, out var whyNot), whyNot);
        return parsed!;
    }

    private static bool Selects(LineFilter filter, string typed)
    {
        Assert.That(ServerLineParser.TryParse(Encoding.UTF8.GetBytes(typed), out var line), Is.EqualTo(ParseResult.Ok));
        return filter.Selects(line);
    }
}
