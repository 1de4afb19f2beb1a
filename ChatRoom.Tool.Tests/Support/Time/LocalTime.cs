namespace ChatRoom.Tests.Support.Time;

/// <summary>The clock of a reader who lives an hour east of Greenwich; it moves only when a test says so.</summary>
internal sealed class LocalTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 14, 5, 0, TimeSpan.FromHours(1));

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(1), "here", "here");

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public long Milliseconds => Now.ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();

    public override long GetTimestamp() => Now.UtcTicks;

    public void Advance(TimeSpan by) => Now += by;
}
