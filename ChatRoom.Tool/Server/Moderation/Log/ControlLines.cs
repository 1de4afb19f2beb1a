using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>
/// The lines of the control log: <c>CRC STAMP BODY</c> and LF. The stamp is <c>-</c>, or <c>-+MORE</c> if the next MORE lines belong
/// together with this one. The bodies, with <c>*</c> for no name, no network, or no end:
/// <code>
/// control/1 NUMBER TIME
/// ban TIME NAME NETWORK UNTIL BY REASON      mute TIME NAME NETWORK UNTIL BY REASON
/// unban TIME NAME NETWORK BY                 unmute TIME NAME NETWORK BY
/// lock TIME ROOM BY                          unlock TIME ROOM BY
/// </code>
/// </summary>
internal static class ControlLines
{
    private const string HeadWord = "control/1";

    /// <summary>Encodes records that belong together: after a crash all of them are there, or none.</summary>
    public static byte[] Encode(ReadOnlySpan<ControlRecord> records)
    {
        using var lines = new MemoryStream();
        var more = records.Length - 1;
        foreach (var record in records)
        {
            var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"00000000 -{(more > 0 ? $"+{more}" : "")} {BodyOf(record)}\n"));
            Checksum.Write(line.AsSpan()[..^1]);
            lines.Write(line);
            more = 0;
        }

        return lines.ToArray();
    }

    /// <summary>Reads a line without its LF. False: it is damaged, or no server of this version writes such a line.</summary>
    /// <param name="more">The number of lines after it that belong together with it.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out ControlRecord? record, out int more)
    {
        (record, more) = (null, 0);
        if (!Checksum.Matches(line))
        {
            return false;
        }

        var words = Encoding.UTF8.GetString(line[Checksum.Length..]).Split(' ', 2);
        if (words is not [var stamp, var body]
            || (stamp != "-" && !(stamp.StartsWith("-+", StringComparison.Ordinal) && int.TryParse(stamp.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out more) && more > 0)))
        {
            return false;
        }

        record = Parse(body.Split(' ', 7));
        return record is not null;
    }

    private static string BodyOf(ControlRecord record) => record switch
    {
        ControlRecord.Head head => $"{HeadWord} {head.Number} {head.Time}",
        ControlRecord.Imposed { Ban: var ban } imposed =>
            $"{(imposed.List == BanList.Bans ? "ban" : "mute")} {ban.Since} {ban.Target.Fields} {ban.Until?.ToString(CultureInfo.InvariantCulture) ?? BanTarget.Nothing} {ban.By}{(ban.Reason.Length == 0 ? "" : $" {ban.Reason}")}",
        ControlRecord.Lifted lifted => $"{(lifted.List == BanList.Bans ? "unban" : "unmute")} {lifted.Time} {lifted.Target.Fields} {lifted.By}",
        ControlRecord.Locked locked => $"{(locked.IsLocked ? "lock" : "unlock")} {locked.Time} {locked.Room} {locked.By}",
        _ => throw new ArgumentException($"no record of this kind: {record}", nameof(record)),
    };

    private static ControlRecord? Parse(string[] fields) => fields switch
    {
        [HeadWord, var number, var time] when TryParseNumber(number, out var first) && TryParseNumber(time, out var at) =>
            new ControlRecord.Head(first, at),
        ["ban" or "mute", var time, var name, var network, var until, var by, .. var reason] =>
            ParseBan(time, name, network, until, by, string.Concat(reason)) is { } ban ? new ControlRecord.Imposed(ListOf(fields[0]), ban) : null,
        ["unban" or "unmute", var time, var name, var network, var by]
            when TryParseNumber(time, out var at) && BanTarget.TryParseFields(name, network, out var target) && Nickname.TryParse(by, out var who) =>
            new ControlRecord.Lifted(ListOf(fields[0]), target, at, who),
        ["lock" or "unlock", var time, var name, var by]
            when TryParseNumber(time, out var at) && Nickname.TryParse(name, out var room) && Nickname.TryParse(by, out var who) =>
            new ControlRecord.Locked(room, fields[0] == "lock", at, who),
        _ => null,
    };

    private static Ban? ParseBan(string time, string name, string network, string until, string by, string reason)
    {
        long end = 0;
        return TryParseNumber(time, out var since)
            && BanTarget.TryParseFields(name, network, out var target)
            && (until == BanTarget.Nothing || TryParseNumber(until, out end))
            && Nickname.TryParse(by, out var who)
            ? new Ban(target, since, until == BanTarget.Nothing ? null : end, who, reason)
            : null;
    }

    private static BanList ListOf(string word) => word is "ban" or "unban" ? BanList.Bans : BanList.Mutes;

    private static bool TryParseNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
