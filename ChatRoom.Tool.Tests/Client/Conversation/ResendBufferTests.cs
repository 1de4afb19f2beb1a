using ChatRoom.Client.Conversation;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

internal sealed class ResendBufferTests
{
    private readonly ResendBuffer _lines = new();

    [Test]
    public async Task Waiting_ends_at_once_if_few_enough_lines_are_left()
    {
        Say("one", "two");
        Assert.That(await _lines.WaitAsync(2, 6), Is.True);
        Assert.That(_lines.WaitAsync(2, 5).IsCompleted, Is.False);
        Assert.That(_lines.WaitAsync(1, 6).IsCompleted, Is.False);
    }

    [Test]
    public async Task Waiting_fails_if_the_connection_is_lost_before_or_after()
    {
        Say("one");
        var before = _lines.WaitAsync(0, 0);

        _lines.Close();

        Assert.That(await before, Is.False);
        Assert.That(await _lines.WaitAsync(0, 0), Is.False);
        Assert.That(await _lines.WaitAsync(1, 3), Is.True, "few enough lines are left already");
    }

    [Test]
    public void Lines_that_were_not_sent_cannot_be_acknowledged()
    {
        Say("one", "two");

        _lines.Acknowledge(2);

        Assert.That(_lines.Count, Is.EqualTo(2));
        Assert.That(_lines.CountUncertain(out _, out _), Is.Zero);
    }

    [Test]
    public void Capacity_is_limited_by_lines_and_bytes_except_in_an_empty_buffer()
    {
        Assert.That(_lines.HasCapacity(1, 2 * ResendBuffer.MaxBytes));
        Say("x");

        Assert.That(_lines.HasCapacity(ResendBuffer.MaxLines - 1, ResendBuffer.MaxBytes - 1));
        Assert.That(_lines.HasCapacity(ResendBuffer.MaxLines, 0), Is.False);
        Assert.That(_lines.HasCapacity(1, ResendBuffer.MaxBytes), Is.False);
    }

    private void Say(params string[] texts)
    {
        foreach (var text in texts)
        {
            _lines.Add(0, System.Text.Encoding.UTF8.GetBytes(text), isCommand: false);
        }
    }
}
