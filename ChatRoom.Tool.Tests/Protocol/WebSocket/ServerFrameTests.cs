using ChatRoom.Protocol.WebSocket;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.WebSocket;

internal sealed class ServerFrameTests
{
    [TestCase(0, "8100")]
    [TestCase(5, "8105", Description = "the standard's unmasked text")]
    [TestCase(125, "817D")]
    [TestCase(126, "817E007E")]
    [TestCase(65535, "817EFFFF")]
    [TestCase(65536, "817F0000000000010000")]
    [TestCase(int.MaxValue, "817F000000007FFFFFFF")]
    public void The_header_of_a_text_has_the_shortest_length(int length, string expected)
    {
        var header = new byte[FrameHeader.MaxServerLength];
        Assert.That(Convert.ToHexString(header, 0, FrameHeader.Write(header, length)), Is.EqualTo(expected));
    }

    [Test]
    public void A_ping_is_the_one_of_the_standard() => Assert.That(Control(Opcode.Ping, "Hello"u8), Is.EqualTo("890548656C6C6F"));

    [Test]
    public void A_pong_carries_the_payload_of_the_ping() => Assert.That(Control(Opcode.Pong, [1, 2, 255]), Is.EqualTo("8A030102FF"));

    [TestCase(CloseCode.Normal, "880203E8")]
    [TestCase(CloseCode.TooLarge, "880203F1")]
    public void A_close_carries_its_code(object code, string expected)
    {
        var frame = new byte[ControlFrame.MaxLength];
        Assert.That(Convert.ToHexString(frame, 0, ControlFrame.WriteClose(frame, (CloseCode)code)), Is.EqualTo(expected));
    }

    [Test]
    public void The_longest_control_frame_fits() =>
        Assert.That(Control(Opcode.Pong, new byte[FrameHeader.MaxControlPayload]), Has.Length.EqualTo(2 * ControlFrame.MaxLength));

    private static string Control(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[ControlFrame.MaxLength];
        return Convert.ToHexString(frame, 0, ControlFrame.Write(frame, opcode, payload));
    }
}
