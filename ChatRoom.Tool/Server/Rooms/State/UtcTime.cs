using System.Globalization;

namespace ChatRoom.Server.Rooms.State;

/// <summary>Unix milliseconds as people read them: in UTC, because a server does not know their time zones.</summary>
internal static class UtcTime
{
    /// <summary>With the date: <c>2026-11-22 17:20</c>.</summary>
    public static string Full(long time) => Format(time, "yyyy-MM-dd HH:mm");

    /// <summary>With the date only if it is not the date of <paramref name="now"/>.</summary>
    public static string Short(long time, long now) => At(time).Date == At(now).Date ? Format(time, "HH:mm") : Full(time);

    private static string Format(long time, string pattern) => At(time).ToString(pattern, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);
}
