using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The file of bans or of mutes, for people to read. A line for each: <c>NAME NETWORK SINCE UNTIL BY REASON</c>, with <c>*</c>
/// for nothing. Empty lines, and lines that begin with <c>#</c>, are ignored. Used by one thread at a time.
/// </summary>
/// <param name="report">Takes a sentence for the operator.</param>
/// <param name="what"><c>ban</c> or <c>mute</c>.</param>
internal sealed class BanFile(string path, Action<string> report, string what)
{
    private const string Nothing = "*";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly string _head = $"""
        # The {what}s: NAME NETWORK SINCE UNTIL BY REASON, with * for nothing. The server rewrites this file.
        # Change it while the server is stopped, or send the server SIGHUP after the change; or use /{what} and /un{what}.

        """;

    private readonly ModerationFile _file = new(path, $"{what}s", report);

    /// <summary>False if a line is wrong. Such a line must not be ignored: it may be meant as a ban.</summary>
    public bool TryRead(out Ban[] bans, [NotNullWhen(false)] out string? whyNot)
    {
        bans = [];
        if (!_file.TryRead(out var lines, out whyNot))
        {
            return false;
        }

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

            read.Add(ban);
        }

        bans = [.. read];
        return true;
    }

    /// <summary>Replaces the file, whole or not at all. False: that failed, and was reported once.</summary>
    public bool TryWrite(Ban[] bans) =>
        _file.TryWrite(_head.ReplaceLineEndings("\n") + string.Concat(bans.Select(ban => $"{Format(ban)}\n")));

    private static string Format(Ban ban) =>
        $"{Or(ban.Target.Name)} {Or(ban.Target.Network)} {At(ban.Since)} {(ban.Until is { } until ? At(until) : Nothing)} {ban.By} {ban.Reason}".TrimEnd();

    private static string Or(object? value) => value?.ToString() ?? Nothing;

    private static string At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static bool TryParse(string line, [NotNullWhen(true)] out Ban? ban)
    {
        ban = null;
        var fields = line.Split(' ', 6);
        if (fields.Length < 5
            || !TryParseTarget(fields[0], fields[1], out var target)
            || !TryParseTime(fields[2], out var since)
            || !TryParseUntil(fields[3], out var until)
            || !Nickname.TryParse(fields[4], out var by))
        {
            return false;
        }

        ban = new Ban(target, since, until, by, fields.Length < 6 ? "" : TextFilter.Clean(fields[5]));
        return true;
    }

    private static bool TryParseTarget(string name, string network, [NotNullWhen(true)] out BanTarget? target)
    {
        target = null;
        Nickname? banned = null;
        BanTarget? from = null;
        if ((name != Nothing && !Nickname.TryParse(name, out banned))
            || (network != Nothing && !(BanTarget.TryParse(network, out from) && from.Network is not null))
            || (banned is null && from is null))
        {
            return false;
        }

        target = new BanTarget(banned, from?.Network);
        return true;
    }

    private static bool TryParseUntil(string text, out long? until)
    {
        until = null;
        if (text == Nothing)
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
