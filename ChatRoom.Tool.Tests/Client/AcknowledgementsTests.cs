using ChatRoom.Client;
using NUnit.Framework;

namespace ChatRoom.Tests.Client;

internal sealed class AcknowledgementsTests
{
    private readonly Acknowledgements _lines = new();

    [Test]
    public void One_acknowledgement_covers_all_lines_before_it()
    {
        _lines.Say(1);
        _lines.Say(2);
        _lines.Say(5);
        var all = _lines.WaitAsync(0);
        _lines.Acknowledge(4);
        Assert.That((_lines.Outstanding, all.IsCompleted), Is.EqualTo((1, false)));
        _lines.Acknowledge(5);
        Assert.That(_lines.Outstanding, Is.Zero);
        Assert.That(all.IsCompletedSuccessfully);
    }

    [Test]
    public async Task Waiting_ends_as_soon_as_few_enough_are_outstanding()
    {
        _lines.Say(1);
        _lines.Say(2);
        Assert.That(await _lines.WaitAsync(2), Is.True);
        var one = _lines.WaitAsync(1);
        _lines.Acknowledge(1);
        Assert.That(await one, Is.True);
    }

    [Test]
    public async Task Waiting_ends_in_vain_when_the_connection_is_lost_before_or_after()
    {
        _lines.Say(1);
        var before = _lines.WaitAsync(0);
        _lines.Lose();
        Assert.That(await before, Is.False);
        Assert.That(await _lines.WaitAsync(0), Is.False);
    }

    [Test]
    public async Task What_is_acknowledged_already_is_no_loss()
    {
        _lines.Say(1);
        _lines.Acknowledge(1);
        _lines.Lose();
        Assert.That(await _lines.WaitAsync(0), Is.True);
    }
}
