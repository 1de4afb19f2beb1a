using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>The status of HTTP for each code of a refusal or a farewell: the table in docs/PROTOCOL.md.</summary>
internal static class HttpStatus
{
    private static readonly Dictionary<string, int> Codes = new()
    {
        ["bad-name"] = 400,
        ["bad-room"] = 400,
        ["bad-line"] = 400,
        ["bad-usage"] = 400,
        ["bad-session"] = 400,
        ["bad-option"] = 400,
        ["bad-key"] = 400,
        ["bad-json"] = 400,
        ["bad-template"] = 400,
        ["bad-request"] = 400,
        ["password-needed"] = 401,
        ["password-refused"] = 401,
        [Refusal.BannedCode] = 403,
        [Refusal.KickedCode] = 403,
        ["muted"] = 403,
        ["name-banned"] = 403,
        ["name-reserved"] = 403,
        ["origin"] = 403,
        ["no-such-room"] = 404,
        ["not-found"] = 404,
        ["not-allowed"] = 405,
        ["too-slow"] = 408,
        ["name-taken"] = 409,
        ["replaced"] = 409,
        ["too-long"] = 413,
        ["too-much-together"] = 413,
        ["unsupported-type"] = 415,
        ["host"] = 421,
        ["no-text"] = 422,
        ["key-used"] = 422,
        [Refusal.LockedOutCode] = 429,
        [WebRefusals.TooFastCode] = 429,
        ["too-many-tries"] = 429,
        ["too-many-rooms"] = 503,
        ["not-written"] = 503,
        ["draining"] = 503,
        ["cut-off"] = 503,
        ["not-reading"] = 503,
        ["no-name"] = 503,
        [Refusal.IdleCode] = 503,
        [Refusal.SilentCode] = 503,
        [WebRefusals.ClosedCode] = 503,
    };

    public static IReadOnlyDictionary<string, int> All => Codes;

    /// <summary>The status of a code; 500 for one that no request should meet.</summary>
    public static int Of(string code) => Codes.GetValueOrDefault(code, 500);

    /// <summary>The time after which to ask again; null: the same request would be refused again.</summary>
    /// <param name="told">The time that the server told a client; null: none.</param>
    public static TimeSpan? RetryAfter(string code, TimeSpan? told) => Of(code) switch
    {
        _ when code == Refusal.LockedOutCode => TimeSpan.FromMinutes(1),
        _ when code == WebRefusals.TooFastCode => TimeSpan.FromSeconds(1),
        429 or 503 => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((told ?? TimeSpan.FromSeconds(5)).TotalSeconds))),
        _ => null,
    };
}
