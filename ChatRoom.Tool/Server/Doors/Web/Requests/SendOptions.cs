using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The options of a request that says a text.</summary>
/// <param name="Name">The name that the request gives; null: it gives none.</param>
/// <param name="IsBot">A program says it that answers others by itself.</param>
/// <param name="Template">A template for a webhook's body, or the name of one; null: none is given.</param>
/// <param name="Key">null: the request may be said more than once.</param>
internal sealed record SendOptions(Nickname? Name, bool IsBot, string? Template, IdempotencyKey? Key)
{
    /// <summary>The name of requests that give none.</summary>
    public static Nickname DefaultName { get; } = Nickname.TryParse("web", out var name) ? name : throw new InvalidOperationException("web is no name");

    private static readonly string[] Names = ["name", "bot", "template"];

    /// <summary>Reads the options of a request, or returns why not.</summary>
    /// <param name="queryText">The part of the address after the question mark.</param>
    /// <param name="nameHeader">The header <c>Name</c>; null: there is none.</param>
    /// <param name="userName">The name beside the password; empty: there is none.</param>
    /// <param name="key">The header <c>Idempotency-Key</c>; null: there is none.</param>
    public static Refusal? TryRead(string queryText, string? nameHeader, string userName, string? key, out SendOptions? options)
    {
        options = null;
        if (Query.TryParse(queryText, Names, out var query) is { } unknown)
        {
            return unknown;
        }

        if (query.TryReadSwitch("bot", out var isBot) is { } badBot)
        {
            return badBot;
        }

        Nickname? name = null;
        if ((nameHeader ?? query["name"] ?? (userName.Length > 0 ? userName : null)) is { } given && !Nickname.TryParse(given, out name))
        {
            return Refusal.BadName;
        }

        IdempotencyKey? idempotencyKey = null;
        if (key is not null)
        {
            if (!IdempotencyKey.TryParse(key, out var parsed))
            {
                return WebRefusals.BadKey;
            }

            idempotencyKey = parsed;
        }

        options = new SendOptions(name, isBot, query["template"], idempotencyKey);
        return null;
    }
}
