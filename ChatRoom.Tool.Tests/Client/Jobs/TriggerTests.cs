using System.Text;
using ChatRoom.Client.Jobs;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Jobs;

internal sealed class TriggerTests
{
    private readonly List<string> _explained = [];

    [TestCase("alice", ExpectedResult = true)]
    [TestCase("echo", ExpectedResult = false)]
    [TestCase("ECHO", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    public bool A_bot_ignores_its_own_messages(string name) =>
        Trigger.IsFromAPerson(new ServerLine { Kind = ServerLineKind.Message, Name = Encoding.UTF8.GetBytes(name) }, Name("echo"));

    [Test]
    public void A_bot_ignores_other_bots() =>
        Assert.That(Trigger.IsFromAPerson(new ServerLine { Kind = ServerLineKind.Message, Name = "ci"u8, IsBot = true }, Name("echo")), Is.False);

    [TestCase(ServerLineKind.Action)]
    [TestCase(ServerLineKind.Private)]
    [TestCase(ServerLineKind.Join)]
    [TestCase(ServerLineKind.Relayed)]
    [TestCase(ServerLineKind.Disconnected)]
    [TestCase(ServerLineKind.Connected)]
    public void A_bot_ignores_lines_that_are_not_messages(ServerLineKind kind) =>
        Assert.That(Trigger.IsFromAPerson(new ServerLine { Kind = kind, Name = "alice"u8 }, Name("echo")), Is.False);

    [TestCase("alice", ExpectedResult = true)]
    [TestCase("Alice", ExpectedResult = true)]
    [TestCase("bob", ExpectedResult = false)]
    public bool From_is_a_name_in_any_case(string name) => Of("alice", null).Accepts(Message(name, "hi"));

    [TestCase("^!weather (?<city>.+)$", "!weather Paris", ExpectedResult = true)]
    [TestCase("^!weather (?<city>.+)$", "the !weather", ExpectedResult = false)]
    [TestCase("(?<=a)b", "ab", ExpectedResult = true)]
    [TestCase("(?<=a)b", "b", ExpectedResult = false)]
    public bool Match_is_a_regular_expression_over_the_text(string pattern, string text) => Of(null, pattern).Accepts(Message("alice", text));

    [Test]
    public void A_text_that_takes_too_long_is_no_match_and_is_reported_once()
    {
        // The look-ahead rules out matching in linear time.
        var trigger = Of(null, "^(?=x)(x+)+$");
        var text = new string('x', 60) + "y";

        Assert.That(trigger.Accepts(Message("mallory", text)), Is.False);
        Assert.That(trigger.Accepts(Message("mallory", text)), Is.False);

        Assert.That(_explained, Is.EqualTo(new[]
        {
            "message 7 took too long to match and counts as no match, as will others like it; simplify --match",
        }));
    }

    [Test]
    public void A_pattern_without_lookarounds_takes_linear_time()
    {
        var trigger = Of(null, "^(x+)+$");

        Assert.That(trigger.Accepts(Message("mallory", new string('x', 4000) + "y")), Is.False);
        Assert.That(_explained, Is.Empty);
    }

    [Test]
    public void An_invalid_pattern_is_explained()
    {
        Assert.That(TextPattern.TryParse("(", out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith("Invalid pattern"));
    }

    private static JobMessage Message(string name, string text) => new(7, "", "lobby", name, text, "{}");

    private static Nickname Name(string name) => Nickname.MakeAcceptable(name);

    private Trigger Of(string? from, string? pattern)
    {
        TextPattern? parsed = null;
        Assert.That(pattern is null || TextPattern.TryParse(pattern, out parsed, out _));
        return new Trigger(from is null ? null : Name(from), parsed) { Explain = _explained.Add };
    }
}
