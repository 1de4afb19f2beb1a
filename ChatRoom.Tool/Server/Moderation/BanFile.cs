using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// A list of bans or mutes that a person or an older server has written. A line for each: <c>NAME NETWORK SINCE UNTIL BY
/// REASON</c>, with <c>*</c> for nothing. Empty lines, and lines that begin with <c>#</c>, are ignored. Stateless.
/// </summary>
internal static class BanFile
{
    /// <summary>Bytes of the longest reason: older servers read any, and a record must fit into one line of the log.</summary>
    private const int MaxReason = Limits.MaxText;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>
    /// Reads the lines of a file. False if one is wrong: it must not be ignored, because it may be meant as a ban. Of several bans of
    /// one target, the one that ends last counts.
    /// </summary>
    /// <param name="what"><c>ban</c> or <c>mute</c>.</param>
    public static bool TryParse(string path, string[] lines, string what, out Ban[] bans, [NotNullWhen(false)] out string? whyNot)
    {
        (bans, whyNot) = ([], null);
        var read = new List<Ban>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0 || lines[i].StartsWith('#'))
            {
                continue;
            }

            if (!TryParse(lines[i], out var ban))
            {
                whyNot = $"line {i + 1} of {path} is not a {what}: write NAME NETWORK SINCE UNTIL BY REASON, or delete it";
                return false;
            }

            if (Encoding.UTF8.GetByteCount(ban.Reason) > MaxReason)
            {
                whyNot = $"the reason in line {i + 1} of {path} is longer than {MaxReason} bytes: shorten it";
                return false;
            }

            read.Add(ban);
        }

        bans = [.. read.GroupBy(ban => ban.Target).Select(same => same.MaxBy(ban => ban.Until ?? long.MaxValue)!)];
        return true;
    }

    private static bool TryParse(string line, [NotNullWhen(true)] out Ban? ban)
    {
        ban = null;
        var fields = line.Split(' ', 6);
        if (fields.Length < 5
            || !BanTarget.TryParseFields(fields[0], fields[1], out var target)
            || !TryParseTime(fields[2], out var since)
            || !TryParseUntil(fields[3], out var until)
            || !Nickname.TryParse(fields[4], out var by))
        {
            return false;
        }

        ban = new Ban(target, since, until, by, fields.Length < 6 ? "" : TextFilter.Clean(fields[5]));
        return true;
    }

    private static bool TryParseUntil(string text, out long? until)
    {
        until = null;
        if (text == BanTarget.Nothing)
        {
            return true;
        }

        var isTime = TryParseTime(text, out var time);
        until = time;
        return isTime;
    }

    private static bool TryParseTime(string text, out long time)
    {
        var isTime = DateTimeOffset.TryParseExact(
            text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        time = at.ToUnixTimeMilliseconds();
        return isTime;
    }
}
