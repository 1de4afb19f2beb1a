namespace ChatRoom.Server.Options;

/// <summary>
/// So many units a second, and so many at once for who took none for a while. What one has taken is a single number: the
/// time, in timestamps of the clock, up to which that is paid for. 0 is nothing taken.
/// </summary>
internal readonly record struct RateLimit(int Rate, int Burst)
{
    /// <summary>Whole units that may be taken now; fewer than one where more were taken than there are.</summary>
    public long Left(long paidUpTo, long now, TimeProvider time)
    {
        var ahead = Math.Max(0, paidUpTo - now);
        return Burst - (((ahead * Rate) + time.TimestampFrequency - 1) / time.TimestampFrequency);
    }

    /// <summary>The same after units were taken, be it more than there are: then the next ones are so much later.</summary>
    public long Take(long paidUpTo, int units, long now, TimeProvider time) =>
        Math.Max(paidUpTo, now) + (units * time.TimestampFrequency / Rate);

    /// <summary>How long it is until a unit may be taken.</summary>
    public TimeSpan Wait(long paidUpTo, TimeProvider time)
    {
        var ahead = paidUpTo - time.GetTimestamp() - ((Burst - 1) * time.TimestampFrequency / Rate);
        return ahead <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((double)ahead * TimeSpan.TicksPerSecond / time.TimestampFrequency));
    }
}
