using System.Text;
using ChatRoom.Protocol;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class SessionIdTests
{
    [TestCase("0123456789abcdef")]
    [TestCase("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Sixteen_to_thirty_two_digits_and_small_letters_are_a_session_id(string raw)
    {
        Assert.That(SessionId.TryParse(Encoding.UTF8.GetBytes(raw), out var id));
        Assert.That(id.ToString(), Is.EqualTo(raw));
    }

    [TestCase("")]
    [TestCase("0123456789abcde")]
    [TestCase("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [TestCase("0123456789abcdeF")]
    [TestCase("0123456789abcde-")]
    [TestCase("0123456789abcdé")]
    public void Other_texts_are_no_session_id(string raw) =>
        Assert.That(SessionId.TryParse(Encoding.UTF8.GetBytes(raw), out _), Is.False);

    [Test]
    public void Ids_are_equal_if_their_characters_are()
    {
        Assert.That(SessionId.TryParse("0123456789abcdef"u8, out var one));
        Assert.That(SessionId.TryParse("0123456789abcdef"u8, out var same));
        Assert.That(SessionId.TryParse("0123456789abcdeg"u8, out var other));
        Assert.That(one, Is.EqualTo(same));
        Assert.That(one, Is.Not.EqualTo(other));
    }
}
