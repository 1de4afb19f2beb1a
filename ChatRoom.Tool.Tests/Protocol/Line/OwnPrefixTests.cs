using System.Text;
using ChatRoom.Protocol.Line;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Line;

internal sealed class OwnPrefixTests
{
    [TestCase("alice: hi", "hi")]
    [TestCase("alice: ", "")]
    [TestCase("alice: alice: hi", "alice: hi")]
    [TestCase("alice:  hi", " hi")]
    public void One_prefix_with_the_clients_own_name_is_removed(string line, string expected) =>
        Assert.That(Strip(line, "alice"), Is.EqualTo(expected));

    [Test]
    public void Other_lines_stay(
        [Values("", "hi", "alice", "alice:", "alice:hi", "alice hi", " alice: hi", "bob: hi", "alice_2: hi", "Alice: hi", "say alice: hi")] string line) =>
        Assert.That(Strip(line, "alice"), Is.Null);

    [Test]
    public void Without_a_name_there_is_no_prefix() => Assert.That(Strip(": hi", ""), Is.Null);

    [Test]
    public void A_prefix_with_a_name_that_is_not_allowed_is_removed_too() =>
        Assert.That(Strip("Zoë One: hi", "Zoë One"), Is.EqualTo("hi"));

    [Test]
    public void The_text_after_the_prefix_stays() =>
        Fuzz.Each(Samples.Text, text => Assert.That(Strip($"alice: {text}", "alice"), Is.EqualTo(text)));

    /// <summary>The rest of the line; null: nothing was removed.</summary>
    private static string? Strip(string line, string name)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(line);
        var stripped = OwnPrefix.TryStrip(ref bytes, Encoding.UTF8.GetBytes(name));
        var left = Encoding.UTF8.GetString(bytes);
        Assert.That(stripped || left == line, "a line without the prefix stays");
        return stripped ? left : null;
    }
}
