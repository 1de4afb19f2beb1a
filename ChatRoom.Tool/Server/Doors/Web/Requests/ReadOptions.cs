using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>Which events of a room a request asks for, and how.</summary>
/// <param name="Place">The events of the log.</param>
/// <param name="IsPoll">The answer ends when there is no more; otherwise it goes on with new events.</param>
/// <param name="Filter">Those of the events that are sent.</param>
internal sealed record ReadOptions(ReadPlace Place, bool IsPoll, EventFilter Filter, EventFormat Format)
{
    private static readonly string[] Names = ["since", "last", "before", "types", "from", "poll", "format"];

    /// <summary>Reads the options of a request, or returns why not.</summary>
    /// <param name="queryText">The part of the address after the question mark.</param>
    /// <param name="accept">The header <c>Accept</c>; empty: there is none.</param>
    /// <param name="lastEventId">The header <c>Last-Event-ID</c>; empty: there is none.</param>
    public static Refusal? TryRead(string queryText, string accept, string lastEventId, out ReadOptions? options)
    {
        options = null;
        if (Query.TryParse(queryText, Names, out var query) is { } unknown)
        {
            return unknown;
        }

        if (query.TryReadSwitch("poll", out var isPoll) is { } badPoll)
        {
            return badPoll;
        }

        if (ReadPlace.TryRead(query, lastEventId, isPoll, out var place) is { } badPlace)
        {
            return badPlace;
        }

        if (TryReadFilter(query, out var filter) is { } badFilter)
        {
            return badFilter;
        }

        if (TryReadFormat(query["format"], accept, out var format) is { } badFormat)
        {
            return badFormat;
        }

        options = new ReadOptions(place, isPoll || place.End is not null, filter, format);
        return null;
    }

    private static Refusal? TryReadFilter(Query query, out EventFilter filter)
    {
        filter = new EventFilter();
        HashSet<ServerLineKind>? kinds = null;
        Nickname? from = null;
        if (query["types"] is { } types && !EventType.TryReadList(types, out kinds, out var unknown))
        {
            return WebRefusals.BadOption("types", unknown, $"give some of {EventType.Names}, with commas between them");
        }

        if (query["from"] is { } name && !Nickname.TryParse(name, out from))
        {
            return WebRefusals.BadOption("from", name, $"give a name: {Refusal.NameRules}");
        }

        filter = new EventFilter { Kinds = kinds, From = from };
        return null;
    }

    private static Refusal? TryReadFormat(string? asked, string accept, out EventFormat format)
    {
        format = asked switch
        {
            "sse" => EventFormat.Sse,
            "text" => EventFormat.Text,
            null => FirstOf(accept),
            _ => EventFormat.Json,
        };
        return asked is null or "json" or "sse" or "text" ? null : WebRefusals.BadOption("format", asked, "give json, sse or text");
    }

    /// <summary>The first format that the client accepts. Programs list more than they want: <c>application/json, text/plain, */*</c>.</summary>
    private static EventFormat FirstOf(string accept)
    {
        foreach (var range in accept.Split(','))
        {
            switch (range.Split(';')[0].Trim().ToLowerInvariant())
            {
                case "text/event-stream":
                    return EventFormat.Sse;
                case "text/plain":
                    return EventFormat.Text;
                case "application/x-ndjson" or "application/json" or "*/*":
                    return EventFormat.Json;
                default:
                    break;
            }
        }

        return EventFormat.Json;
    }
}
