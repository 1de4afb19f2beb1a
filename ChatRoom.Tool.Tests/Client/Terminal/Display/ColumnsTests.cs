using System.Text;
using ChatRoom.Client.Terminal.Display;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Display;

internal sealed class ColumnsTests
{
    [TestCase("a", 1, true)]
    [TestCase("ü", 1, true)]
    [TestCase("e\u0301", 1, true)]
    [TestCase("日", 2, true)]
    [TestCase("한", 2, true)]
    [TestCase("\u1112\u1161\u11AB", 2, false, Description = "the same syllable in parts")]
    [TestCase("🎉", 2, true)]
    [TestCase("❤", 1, true)]
    [TestCase("❤\uFE0F", 2, false)]
    [TestCase("1\uFE0F\u20E3", 2, false)]
    [TestCase("a\uFE0F", 1, false)]
    [TestCase("👍🏽", 2, false)]
    [TestCase("👨‍👩‍👧‍👦", 2, false)]
    [TestCase("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2, false)]
    [TestCase("🇩🇪", 2, false)]
    [TestCase("🇩", 1, false)]
    [TestCase("नि", 2, false)]
    [TestCase("क्\u200Dषि", 2, false, Description = "a vowel sign after a joined letter")]
    [TestCase("ሀ", 1, true, Description = "a letter next to the Hangul parts in Unicode")]
    [TestCase("☰", 2, false, Description = "wide since Unicode 16")]
    [TestCase("\u0301", 0, true)]
    [TestCase("\u200B", 0, true)]
    [TestCase("🏽", 0, true)]
    [TestCase("\u2028", 0, true)]
    public void A_cluster_has_its_columns_and_reports_whether_terminals_agree(string cluster, int columns, bool isCertain) =>
        Assert.That(Columns.OfCluster(cluster), Is.EqualTo((columns, isCertain)));

    [Test]
    public void Wide_characters_take_two_columns(
        [Values(0x1100, 0x115F, 0x267F, 0x3000, 0x3041, 0xAC00, 0xD7A3, 0xFF60, 0x1F300, 0x1F320, 0x1F6D8, 0x20000, 0x3FFFD)] int wide) =>
        Assert.That(Columns.Of(new Rune(wide)), Is.EqualTo(2));

    [Test]
    public void Other_characters_take_one_column([Values(0x10FF, 0x2319, 0x267E, 0x2680, 0x303F, 0xA4D0, 0xFF61, 0x1F2FF, 0x1F321, 0x1FB00, 0x41)] int narrow) =>
        Assert.That(Columns.Of(new Rune(narrow)), Is.EqualTo(1));
}
