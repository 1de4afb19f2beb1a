namespace ChatRoom.Server.Time;

/// <summary>
/// The time by which something is judged to be too old. A clock that goes ahead by more than <see cref="Slack"/> is believed
/// only after it has stayed there for <see cref="Doubt"/>, because a clock that is wrong for a moment must delete nothing. One that
/// goes back is believed at once, as that deletes nothing. A start is doubted like a clock that went ahead. Guarded by its owner's lock.
/// </summary>
/// <param name="time">The clock, and what measures how long it stays where it is.</param>
/// <param name="lastTime">The newest time in the log, in Unix milliseconds; 0: there is none.</param>
internal sealed class AgeClock(TimeProvider time, long lastTime)
{
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan Doubt = TimeSpan.FromHours(1);

    private (long Wall, long Timestamp) _believed = (lastTime > 0 ? lastTime : time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
    private (long Wall, long Timestamp)? _doubted;

    /// <summary>Unix milliseconds.</summary>
    public long Now()
    {
        var now = (Wall: time.GetUtcNow().ToUnixTimeMilliseconds(), Timestamp: time.GetTimestamp());
        var expected = Expected(_believed, now.Timestamp);
        if (now.Wall <= expected + Slack.TotalMilliseconds)
        {
            return Believe(now);
        }

        if (_doubted is not { } doubted || Math.Abs(now.Wall - Expected(doubted, now.Timestamp)) > Slack.TotalMilliseconds)
        {
            doubted = now;
            _doubted = doubted;
        }

        return time.GetElapsedTime(doubted.Timestamp, now.Timestamp) >= Doubt ? Believe(now) : expected;
    }

    private long Believe((long Wall, long Timestamp) now)
    {
        (_believed, _doubted) = (now, null);
        return now.Wall;
    }

    /// <summary>What a clock shows now that showed that time then, and was not set since.</summary>
    private long Expected((long Wall, long Timestamp) then, long timestamp) =>
        then.Wall + (long)time.GetElapsedTime(then.Timestamp, timestamp).TotalMilliseconds;
}
