using System.Globalization;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// How a person is shown what was said before it came: each with its local time in front, without who came and
/// went, and a line where that ends. Used by one loop.
/// </summary>
internal sealed class Replay(TimeProvider time)
{
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    private bool _isOpen;

    /// <summary>What stands in front of the line; null where the line is not shown.</summary>
    public string? Before(in ServerLine line)
    {
        if (!line.IsReplay)
        {
            var end = _isOpen ? "-- end of history --\n" : "";
            _isOpen = false;
            return end;
        }

        if (line.Kind is ServerLineKind.Join or ServerLineKind.Leave or ServerLineKind.Rename)
        {
            return null;
        }

        _isOpen = true;
        return $"[{Format(line.Time)}] ";
    }

    private string Format(long unixMilliseconds)
    {
        var at = TimeZoneInfo.ConvertTime(
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMilliseconds, 0, LastMillisecond)), time.LocalTimeZone);
        var pattern = at.Date == time.GetLocalNow().Date ? "HH:mm" : "yyyy-MM-dd HH:mm";
        return at.ToString(pattern, CultureInfo.InvariantCulture);
    }
}
