using System.Text;
using ChatRoom.Bench.Measuring;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench.Measuring;

internal sealed class PayloadTests
{
    private static readonly Payload Largest = new(99_999, 99_999_999, 9_999_999_999_999_999);

    [Test]
    public void A_payload_has_the_documented_format() =>
        Assert.That(Encoding.ASCII.GetString(Written(new Payload(7, 42, 1_234_567_890), 35)), Is.EqualTo("|00007.00000042.0000001234567890xxx"));

    [Test]
    public void A_payload_is_read_as_it_was_written([Values(32, 33, 63, 4096)] int size)
    {
        Assert.That(Payload.TryRead(Written(Largest, size), out var read));
        Assert.That(read, Is.EqualTo(Largest));
    }

    [Test]
    public void A_wrong_byte_is_noticed_anywhere([Values((byte)'/', (byte)':', (byte)'?', (byte)0xB0)] byte wrong)
    {
        for (var i = 0; i < 63; i++)
        {
            var text = Written(Largest, 63);
            text[i] = wrong;

            Assert.That(Payload.TryRead(text, out _), Is.False, $"byte {i}");
        }
    }

    [Test]
    public void A_text_that_is_too_short_is_no_payload() => Assert.That(Payload.TryRead(Written(Largest, 32).AsSpan(0, 31), out _), Is.False);

    private static byte[] Written(Payload payload, int size)
    {
        var text = new byte[size];
        payload.Write(text);
        return text;
    }
}
