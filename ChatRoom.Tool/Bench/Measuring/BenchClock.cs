namespace ChatRoom.Bench.Measuring;

/// <summary>Nanoseconds since the run began.</summary>
internal sealed class BenchClock(TimeProvider time)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly long _begin = time.GetTimestamp();
    private readonly double _nanosecondsPerTick = (double)NanosecondsPerSecond / time.TimestampFrequency;

    public long Now => (long)((time.GetTimestamp() - _begin) * _nanosecondsPerTick);

    public static double Seconds(long nanoseconds) => (double)nanoseconds / NanosecondsPerSecond;

    public static long Nanoseconds(TimeSpan time) => time.Ticks * (NanosecondsPerSecond / TimeSpan.TicksPerSecond);
}
