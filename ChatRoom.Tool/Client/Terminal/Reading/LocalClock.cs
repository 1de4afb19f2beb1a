using System.Globalization;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The reader's own clock and calendar, and which day was shown last. Used by one loop.</summary>
internal sealed class LocalClock(TimeProvider time)
{
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    private DateTime _day = time.GetLocalNow().Date;

    /// <summary>Unix time in milliseconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The time of day: <c>14:05</c>.</summary>
    public string TimeOf(long at) => Format(Local(at), "HH:mm");

    /// <summary>The time of day, with the date where it is not today's.</summary>
    public string DateAndTimeOf(long at) =>
        Local(at) is var local && local.Date == time.GetLocalNow().Date ? Format(local, "HH:mm") : Format(local, "d MMMM yyyy HH:mm");

    /// <summary>The day of what is shown next, where it is another than that of the last: <c>Monday, 23 November 2026</c>.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="mayGoBack">False where the day before can only be a difference between two clocks.</param>
    public string? NewDay(long at, bool mayGoBack)
    {
        var day = Local(at).Date;
        if (day == _day || (day < _day && !mayGoBack))
        {
            return null;
        }

        _day = day;
        return Format(day, "dddd, d MMMM yyyy");
    }

    // A server's time may be one that no calendar has.
    private DateTime Local(long at) => TimeZoneInfo.ConvertTime(
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(at, 0, LastMillisecond)), time.LocalTimeZone).DateTime;

    private static string Format(DateTime at, string pattern) => at.ToString(pattern, CultureInfo.InvariantCulture);
}
