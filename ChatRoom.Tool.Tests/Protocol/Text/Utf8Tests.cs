using System.Text;
using ChatRoom.Protocol.Text;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class Utf8Tests
{
    [Test]
    public void An_unfinished_character_needs_more_bytes(
        [Values("a", "é", "\u07FF", "日", "\uFFFD", "😀", "\U0010FFFF")] string character,
        [Values("", "a", "é", "日", "😀")] string before)
    {
        var whole = Encoding.UTF8.GetBytes(before + character);
        var start = Encoding.UTF8.GetByteCount(before);
        for (var cut = start + 1; cut < whole.Length; cut++)
        {
            Assert.That(Utf8.EndsInsideCharacter(whole.AsSpan(0, cut)), $"cut at {cut}");
            Assert.That(Utf8.UnfinishedLength(whole.AsSpan(0, cut)), Is.EqualTo(cut - start));
        }

        Assert.That(Utf8.EndsInsideCharacter(whole), Is.False);
    }

    [Test]
    public void Bytes_that_no_others_can_complete_need_no_more(
        [Values("", "80", "BFBF", "80808080", "41808080", "C0", "C1", "E080", "EDA0", "F080", "F490", "F5", "FF", "C341")] string hex) =>
        Assert.That(Utf8.EndsInsideCharacter(Convert.FromHexString(hex)), Is.False);
}
