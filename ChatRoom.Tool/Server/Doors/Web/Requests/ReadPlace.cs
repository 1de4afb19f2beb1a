using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>A part of a room's log.</summary>
/// <param name="Since">The event with which it begins.</param>
/// <param name="Log">The log to which the id in <paramref name="Since"/> belongs; empty: none is named.</param>
/// <param name="End">The event before which it ends; null: it has no such end.</param>
internal sealed record ReadPlace(Since Since, string Log, long? End)
{
    /// <summary>The most events before an id.</summary>
    private const int MaxPage = 1000;

    /// <summary>The number of events before an id, if no other is asked for.</summary>
    private const int DefaultPage = 100;

    private const string SinceRules = "give an event's id such as 17, an age such as 10m, all or now";

    public static Refusal? TryRead(Query query, string lastEventId, bool isPoll, out ReadPlace place)
    {
        place = new ReadPlace(isPoll ? Since.All : Since.Now, "", null);
        var (since, last, before) = (query["since"], query["last"], query["before"]);
        if (since is not null && (last ?? before) is not null)
        {
            return WebRefusals.NotTogether("since", last is null ? "before" : "last");
        }

        if (before is not null)
        {
            return TryReadBefore(before, last, out place);
        }

        // A browser that comes back sends this, and the address that it was given first.
        if (lastEventId.Length > 0)
        {
            return TryReadLastEventId(lastEventId, out place);
        }

        if (last is not null)
        {
            var isCount = TryReadNumber(last, long.MaxValue, out var count);
            place = place with { Since = Since.Last(count) };
            return isCount ? null : WebRefusals.BadOption("last", last, "give a number from 1 on");
        }

        var begin = place.Since;
        var fits = since is null or "now" || Since.TryRead(since, out begin);
        place = place with { Since = since == "now" ? Since.Now : begin };
        return fits ? null : WebRefusals.BadOption("since", since!, SinceRules);
    }

    /// <summary>Ids have no holes, so the place of the first event follows from the number of events.</summary>
    private static Refusal? TryReadBefore(string before, string? last, out ReadPlace place)
    {
        long count = DefaultPage;
        var isCount = last is null || TryReadNumber(last, MaxPage, out count);
        var isId = TryReadNumber(before, long.MaxValue, out var end);
        place = new ReadPlace(Since.After(Math.Max(0, end - count - 1)), "", end);
        return !isId ? WebRefusals.BadOption("before", before, "give an event's id such as 17")
            : !isCount ? WebRefusals.BadOption("last", last!, $"with before, give a number from 1 to {MaxPage}")
            : null;
    }

    /// <summary>Reads the id of a server-sent event: the log, a dot, and the id of the event.</summary>
    private static Refusal? TryReadLastEventId(string value, out ReadPlace place)
    {
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        var log = dot < 0 ? "" : value[..dot];
        var id = 0L;
        var fits = log.Length is > 0 and <= SessionId.MaxLength
            && log.All(character => char.IsAsciiDigit(character) || char.IsAsciiLetterLower(character))
            && long.TryParse(value.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out id);
        place = new ReadPlace(Since.After(id), log, null);
        return fits ? null : WebRefusals.BadOption("Last-Event-ID", value, "send the id of an event as it came, or leave the header out");
    }

    private static bool TryReadNumber(string text, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;
}
