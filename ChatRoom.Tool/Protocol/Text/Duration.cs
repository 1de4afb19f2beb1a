using System.Globalization;

namespace ChatRoom.Protocol.Text;

/// <summary>A time as a person types it: <c>500ms 30s 10m 2h 7d</c>. A number alone is seconds.</summary>
internal static class Duration
{
    public const string Rules = "give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds";

    public const string AgeRules = "give a number followed by ms, s, m, h or d, such as 90d, from 1ms to 3650d; a number alone is seconds";

    /// <summary>A timer of .NET takes at most 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Oldest = TimeSpan.FromDays(3650);

    /// <summary>A time to wait.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration) => TryParse(text, Longest, out duration);

    /// <summary>A time that has passed. It may be longer, as no timer runs for it.</summary>
    public static bool TryParseAge(ReadOnlySpan<char> text, out TimeSpan age) => TryParse(text, Oldest, out age);

    private static bool TryParse(ReadOnlySpan<char> text, TimeSpan longest, out TimeSpan duration)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        var unit = digits < 0 ? "" : text[digits..];
        var milliseconds = unit switch
        {
            "ms" => 1,
            "" or "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        var fits = int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        duration = TimeSpan.FromMilliseconds((long)number * milliseconds);
        return fits && duration > TimeSpan.Zero && duration <= longest;
    }
}
