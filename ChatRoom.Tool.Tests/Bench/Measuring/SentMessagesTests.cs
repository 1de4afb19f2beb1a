using System.Text;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench.Measuring;

internal sealed class SentMessagesTests
{
    private const int Window = 3;

    [Test]
    public void A_message_is_found_in_the_line_that_a_reader_receives([Values] bool isTyped)
    {
        var sent = Sent(isTyped);
        sent.Add(9, 41);
        var line = LineOf(9, sent.Add(9, 42), isTyped);

        Assert.That(sent.TryFind(line, out var message));
        Assert.That(message, Is.EqualTo(new Payload(9, 1, 42)));
    }

    [Test]
    public void A_line_with_a_wrong_byte_is_not_found([Values] bool isTyped, [Values((byte)'\0', (byte)'\n', (byte)'/', (byte)'1', (byte)':')] byte wrong)
    {
        var sent = Sent(isTyped);
        var right = LineOf(9, sent.Add(9, 42), isTyped);
        var ends = isTyped ? "message ".Length : 0;
        for (var i = 0; i < right.Length; i++)
        {
            var line = right.ToArray();
            line[i] = wrong;
            var isIdOrTime = isTyped && i >= ends && i < right.AsSpan().IndexOf(" lobby"u8);

            Assert.That(sent.TryFind(line, out _), Is.EqualTo(line.SequenceEqual(right) || (isIdOrTime && wrong != '\n')), $"byte {i}");
        }
    }

    [Test]
    public void A_line_of_another_length_is_not_found([Values] bool isTyped)
    {
        var sent = Sent(isTyped);
        var right = LineOf(9, sent.Add(9, 42), isTyped);

        for (var length = 0; length < right.Length; length++)
        {
            Assert.That(sent.TryFind(right.AsSpan(0, length), out _), Is.False);
            Assert.That(sent.TryFind(right.AsSpan(right.Length - length), out _), Is.False);
        }
    }

    [Test]
    public void As_many_messages_are_kept_as_may_be_on_their_way()
    {
        var sent = Sent(isTyped: false);
        var lines = Enumerable.Range(0, 10).Select(time => LineOf(0, sent.Add(0, time), isTyped: false)).ToArray();

        Assert.That(lines[^Window..].Select(line => sent.TryFind(line, out _)), Is.All.True);
        Assert.That(sent.TryFind(lines[0], out _), Is.False);
    }

    [Test]
    public void A_message_that_was_not_sent_is_not_found()
    {
        var sent = Sent(isTyped: false);

        Assert.That(sent.TryFind(LineOf(0, Sent(isTyped: false).Add(0, 42), isTyped: false), out _), Is.False);
        Assert.That(sent.TryFind(new byte[LineOf(0, sent.Add(1, 42), isTyped: false).Length], out _), Is.False);
    }

    private static SentMessages Sent(bool isTyped) => new(
        new BenchOptions { Server = new ClientOptions { Host = "127.0.0.1", Port = 1 }, IsTyped = isTyped, Senders = 10, Window = Window },
        new SenderHeads(isTyped, "lobby", [.. Enumerable.Range(0, 10).Select(Name)]));

    private static string Name(int sender) => $"s{sender + 1:00}-abc";

    private static byte[] LineOf(int sender, ReadOnlySpan<byte> text, bool isTyped) =>
        [.. Encoding.ASCII.GetBytes(isTyped ? $"message 7 1700000000000 lobby {Name(sender)} " : $"{Name(sender)}: "), .. text];
}
