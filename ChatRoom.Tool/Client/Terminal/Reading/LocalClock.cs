using System.Globalization;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The reader's local clock and calendar, and the day that was shown last. Used by one loop.</summary>
internal sealed class LocalClock(TimeProvider time)
{
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    private DateTime _day = time.GetLocalNow().Date;

    /// <summary>Unix time in milliseconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The time of day: <c>14:05</c>.</summary>
    public string TimeOf(long at) => Format(Local(at), "HH:mm");

    /// <summary>The time of day, with the date if it is not today.</summary>
    public string DateAndTimeOf(long at) =>
        Local(at) is var local && local.Date == time.GetLocalNow().Date ? Format(local, "HH:mm") : Format(local, "d MMMM yyyy HH:mm");

    /// <summary>The day of the next line: <c>Monday, 23 November 2026</c>; null: it is the day of the last line.</summary>
    /// <param name="at">The time of the line.</param>
    /// <param name="mayGoBack">False: an earlier day is a difference between two clocks and is ignored.</param>
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

    // A server may send a time outside every calendar.
    private DateTime Local(long at) => TimeZoneInfo.ConvertTime(
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(at, 0, LastMillisecond)), time.LocalTimeZone).DateTime;

    private static string Format(DateTime at, string pattern) => at.ToString(pattern, CultureInfo.InvariantCulture);
}
