using ChatRoom.Protocol.Text;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class DurationTests
{
    [TestCase("1ms", 1)]
    [TestCase("500ms", 500)]
    [TestCase("30s", 30_000)]
    [TestCase("30", 30_000)]
    [TestCase("10m", 600_000)]
    [TestCase("2h", 7_200_000)]
    [TestCase("7d", 604_800_000)]
    [TestCase("30d", 2_592_000_000)]
    [TestCase("2592000", 2_592_000_000)]
    public void A_number_with_a_unit_is_a_time(string text, long milliseconds)
    {
        Assert.That(Duration.TryParse(text, out var duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [TestCase("90d", 90)]
    [TestCase("3650d", 3650)]
    public void An_age_may_be_longer(string text, int days)
    {
        Assert.That(Duration.TryParseAge(text, out var age), Is.True);
        Assert.That(age, Is.EqualTo(TimeSpan.FromDays(days)));
        Assert.That(Duration.TryParseAge("3651d", out _), Is.False);
    }

    [TestCase("")]
    [TestCase("soon")]
    [TestCase("s")]
    [TestCase("0")]
    [TestCase("0ms")]
    [TestCase("-1s")]
    [TestCase("+1s")]
    [TestCase("1.5s")]
    [TestCase("1 s")]
    [TestCase("1S")]
    [TestCase("1w")]
    [TestCase("1h30m")]
    [TestCase("31d")]
    [TestCase("2592001")]
    [TestCase("99999999999999999999d")]
    public void Other_texts_are_no_time(string text) => Assert.That(Duration.TryParse(text, out _), Is.False);
}
