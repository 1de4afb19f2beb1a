using System.Globalization;

namespace ChatRoom.Protocol.Json;

/// <summary>The time of an event as RFC 3339 with milliseconds: <c>2026-01-02T03:04:05.678Z</c>.</summary>
internal static class EventTime
{
    public const int Length = 24;

    private const int LengthBeforeZone = 23;

    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>Reads a time of this form, in which the digits after the point may be fewer or missing.</summary>
    public static bool TryRead(string text, out long unixMilliseconds)
    {
        var isTime = DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        unixMilliseconds = isTime ? time.ToUnixTimeMilliseconds() : 0;
        return isTime;
    }

    /// <summary>Writes <see cref="Length"/> bytes; false if the server sent a time outside the calendar.</summary>
    public static bool TryWrite(long unixMilliseconds, Span<byte> output)
    {
        // The round-trip format has seven digits after the point; the runtime writes it without interpreting a pattern.
        Span<byte> precise = stackalloc byte[40];
        if (unixMilliseconds <= 0
            || unixMilliseconds > LastMillisecond
            || !DateTime.UnixEpoch.AddMilliseconds(unixMilliseconds).TryFormat(precise, out _, "O", CultureInfo.InvariantCulture))
        {
            return false;
        }

        precise[..LengthBeforeZone].CopyTo(output);
        output[LengthBeforeZone] = (byte)'Z';
        return true;
    }
}
