using ChatRoom.Server.Time;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Time;

internal sealed class AgeClockTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void A_steady_clock_is_trusted()
    {
        var clock = new AgeClock(_time, lastTime: 0);
        foreach (var passed in new[] { 1, 60, 86_400, 90 * 86_400 })
        {
            _time.Advance(TimeSpan.FromSeconds(passed));
            Assert.That(clock.Now(), Is.EqualTo(Wall));
        }
    }

    [Test]
    public void A_jump_ahead_is_trusted_only_after_an_hour()
    {
        var clock = new AgeClock(_time, lastTime: 0);
        var before = clock.Now();
        _time.SetClock(TimeSpan.FromDays(100));
        Assert.That(clock.Now(), Is.EqualTo(before));

        _time.Advance(AgeClock.TrustDelay - TimeSpan.FromSeconds(1));
        Assert.That(clock.Now(), Is.EqualTo(before + (long)(AgeClock.TrustDelay - TimeSpan.FromSeconds(1)).TotalMilliseconds));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(clock.Now(), Is.EqualTo(Wall));
    }

    [Test]
    public void A_jump_ahead_for_two_seconds_is_ignored()
    {
        var clock = new AgeClock(_time, lastTime: 0);
        _time.SetClock(TimeSpan.FromDays(100));
        clock.Now();
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.SetClock(TimeSpan.FromDays(-100));
        Assert.That(clock.Now(), Is.EqualTo(Wall));

        _time.Advance(AgeClock.TrustDelay);
        _time.SetClock(TimeSpan.FromDays(100));
        Assert.That(clock.Now(), Is.EqualTo(Wall - (long)TimeSpan.FromDays(100).TotalMilliseconds), "the delay begins anew");
    }

    [Test]
    public void A_jump_back_is_trusted_at_once()
    {
        var clock = new AgeClock(_time, lastTime: 0);
        _time.SetClock(TimeSpan.FromDays(-100));
        Assert.That(clock.Now(), Is.EqualTo(Wall));
    }

    [Test]
    public void After_a_start_the_newest_time_in_the_log_is_trusted_for_an_hour()
    {
        var newest = Wall - (long)TimeSpan.FromDays(100).TotalMilliseconds;
        var clock = new AgeClock(_time, newest);
        Assert.That(clock.Now(), Is.EqualTo(newest));

        _time.Advance(AgeClock.TrustDelay);
        Assert.That(clock.Now(), Is.EqualTo(Wall));
    }

    private long Wall => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
