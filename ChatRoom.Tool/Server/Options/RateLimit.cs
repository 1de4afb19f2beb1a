namespace ChatRoom.Server.Options;

/// <summary>
/// A rate limit after the generic cell rate algorithm (GCRA): <paramref name="Rate"/> units a second, after
/// <paramref name="Burst"/> at once. The state of one source is a single number, which the caller keeps. It is
/// the timestamp of the clock up to which the units taken are paid for. 0: nothing was taken.
/// </summary>
internal readonly record struct RateLimit(int Rate, int Burst)
{
    /// <summary>Whole units that may be taken now; zero or negative after too many were taken.</summary>
    public long Available(long paidUpTo, long now, TimeProvider time)
    {
        var ahead = Math.Max(0, paidUpTo - now);
        return Burst - (((ahead * Rate) + time.TimestampFrequency - 1) / time.TimestampFrequency);
    }

    /// <summary>Returns the state after units were taken, even if those are more than are left: then the wait is longer.</summary>
    public long Take(long paidUpTo, int units, long now, TimeProvider time) =>
        Math.Max(paidUpTo, now) + (units * time.TimestampFrequency / Rate);

    /// <summary>The time until one unit may be taken.</summary>
    public TimeSpan Wait(long paidUpTo, TimeProvider time)
    {
        var ahead = paidUpTo - time.GetTimestamp() - ((Burst - 1) * time.TimestampFrequency / Rate);
        return ahead <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((double)ahead * TimeSpan.TicksPerSecond / time.TimestampFrequency));
    }
}
