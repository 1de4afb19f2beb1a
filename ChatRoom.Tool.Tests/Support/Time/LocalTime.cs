namespace ChatRoom.Tests.Support.Time;

/// <summary>A clock one hour east of Greenwich, which only a test moves.</summary>
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
