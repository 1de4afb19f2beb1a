using ChatRoom.Protocol.WebSocket;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.WebSocket;

internal sealed class WebSocketKeyTests
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    [Test]
    public void The_answer_is_the_one_of_the_standard() => Assert.That(WebSocketKey.Accept(Key), Is.EqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));

    [Test]
    public void A_key_of_16_bytes_is_valid() => Assert.That(WebSocketKey.IsValid(Key));

    [TestCase("")]
    [TestCase("dGhlIHNhbXBsZSBub25jZQ=")]
    [TestCase("dGhlIHNhbXBsZSBub25jZQ== ")]
    [TestCase("dGhlIHNhbXBsZSBub25jZQAA", Description = "18 bytes")]
    [TestCase("dGhlIHNhbXBsZSBub25jZWE=", Description = "17 bytes")]
    [TestCase("dGhlIHNhbXBsZSBub25j    ")]
    [TestCase("dGhlIHNhbXBsZSBub25jZ-==")]
    [TestCase("éééééééééééééééééééééé==")]
    public void Anything_else_is_not(string key) => Assert.That(WebSocketKey.IsValid(key), Is.False);
}
