namespace ChatRoom.Server.Time;

/// <summary>
/// The time by which ages are judged. If the clock jumps ahead by more than <see cref="Tolerance"/>, the jump counts only after
/// <see cref="TrustDelay"/>. A clock that is wrong for a moment must delete nothing. A jump back counts at once, because it
/// deletes nothing. The time since the end of the log counts as a jump at the start. Guarded by its owner's lock.
/// </summary>
/// <param name="time">The clock, and the timer that measures how long it has run since a jump.</param>
/// <param name="lastTime">The newest time in the log, in Unix milliseconds; 0: there is none.</param>
internal sealed class AgeClock(TimeProvider time, long lastTime)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan TrustDelay = TimeSpan.FromHours(1);

    private (long Wall, long Timestamp) _trusted = (lastTime > 0 ? lastTime : time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
    private (long Wall, long Timestamp)? _jumped;

    /// <summary>Unix milliseconds.</summary>
    public long Now()
    {
        var now = (Wall: time.GetUtcNow().ToUnixTimeMilliseconds(), Timestamp: time.GetTimestamp());
        var expected = Expected(_trusted, now.Timestamp);
        if (now.Wall <= expected + Tolerance.TotalMilliseconds)
        {
            return Trust(now);
        }

        if (_jumped is not { } jumped || Math.Abs(now.Wall - Expected(jumped, now.Timestamp)) > Tolerance.TotalMilliseconds)
        {
            jumped = now;
            _jumped = jumped;
        }

        return time.GetElapsedTime(jumped.Timestamp, now.Timestamp) >= TrustDelay ? Trust(now) : expected;
    }

    private long Trust((long Wall, long Timestamp) now)
    {
        (_trusted, _jumped) = (now, null);
        return now.Wall;
    }

    /// <summary>The wall time now of a clock that was not set since then.</summary>
    private long Expected((long Wall, long Timestamp) then, long timestamp) =>
        then.Wall + (long)time.GetElapsedTime(then.Timestamp, timestamp).TotalMilliseconds;
}
