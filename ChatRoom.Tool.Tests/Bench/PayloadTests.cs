using System.Text;
using ChatRoom.Bench.Measuring;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench;

internal sealed class PayloadTests
{
    private static readonly Payload Largest = new(99_999, 99_999_999, 9_999_999_999_999_999);

    [Test]
    public void It_looks_like_the_one_of_the_c_generator() =>
        Assert.That(Encoding.ASCII.GetString(Written(new Payload(7, 42, 1_234_567_890), 35)), Is.EqualTo("|00007.00000042.0000001234567890xxx"));

    [Test]
    public void What_is_written_is_read_back([Values(32, 33, 63, 4096)] int size)
    {
        Assert.That(Payload.TryRead(Written(Largest, size), out var read));
        Assert.That(read, Is.EqualTo(Largest));
    }

    [Test]
    public void A_byte_that_is_none_of_a_senders_is_noticed_anywhere([Values((byte)'/', (byte)':', (byte)'?', (byte)0xB0)] byte wrong)
    {
        for (var i = 0; i < 63; i++)
        {
            var text = Written(Largest, 63);
            text[i] = wrong;

            Assert.That(Payload.TryRead(text, out _), Is.False, $"byte {i}");
        }
    }

    [Test]
    public void Too_little_is_none() => Assert.That(Payload.TryRead(Written(Largest, 32).AsSpan(0, 31), out _), Is.False);

    private static byte[] Written(Payload payload, int size)
    {
        var text = new byte[size];
        payload.Write(text);
        return text;
    }
}
