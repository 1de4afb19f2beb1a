using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>The refusals that only requests over HTTP are given, with the problem and its solution. All others are in <see cref="Refusal"/>.</summary>
internal static class WebRefusals
{
    public const string TooFastCode = "too-fast";

    public const string ClosedCode = "closed";

    public static readonly Refusal TooFast = new(
        TooFastCode,
        "Your address asks too often; try again in a moment.");

    public static readonly Refusal TooMany = new(
        TooFastCode,
        "There are too many connections from your address; close one, or try again later.");

    public static readonly Refusal NotAllowedAddress = new(
        Refusal.BannedCode,
        "This server takes no connections from your address.");

    public static readonly Refusal NoText = new(
        "no-text",
        "The request has no text; send it as the body, such as curl -d 'hello' http://HOST:PORT/ROOM.");

    public static readonly Refusal BadJson = new(
        "bad-json",
        "The body is no JSON object; send plain text as text/plain, or an object such as {\"text\":\"hello\"}.");

    public static readonly Refusal BadKey = new(
        "bad-key",
        $"That Idempotency-Key is not allowed; use 1 to {IdempotencyKeyLength} printable characters of ASCII, and a new key for each text.");

    public static readonly Refusal KeyUsed = new(
        "key-used",
        "Another text was sent with that Idempotency-Key; use a new key for each text.");

    public static readonly Refusal KeyWornOut = new(
        "key-used",
        "The text was refused too often with that Idempotency-Key; use a new key.");

    public static readonly Refusal BodyTooLong = new(
        "too-long",
        $"That body is too long and nothing was said: the limit is {Limits.MaxTogetherBytes} bytes; send it in parts.");

    public static readonly Refusal TooSlow = new(
        "too-slow",
        "The body came too slowly and nothing was said; send it again.");

    public static readonly Refusal BadBody = new(
        "bad-request",
        "The body does not follow HTTP and nothing was said; send its length, or valid chunks.");

    public static readonly Refusal NotFound = new(
        "not-found",
        "There is nothing at that address; rooms are at /ROOM, their list is at /-/rooms.");

    public static readonly Refusal UnsupportedType = new(
        "unsupported-type",
        "A body of that type cannot be said; send text/plain, or JSON as application/json.");

    public static readonly Refusal Closed = new(
        ClosedCode,
        "The server closed the connection before the answer; ask again.");

    public static readonly Refusal BadAuthorization = new(
        Refusal.PasswordRefused.Code,
        "That Authorization cannot be read; use Basic with any name and the password (curl -u NAME:PASSWORD), or Bearer with the password.");

    /// <summary>In characters.</summary>
    public const int IdempotencyKeyLength = 255;

    /// <summary>The refusal of a connection, or of a request that counts like one, by its address alone.</summary>
    public static Refusal Of(CloseReason reason) => reason switch
    {
        CloseReason.TooMany => TooMany,
        CloseReason.TooFast => TooFast,
        _ => NotAllowedAddress,
    };

    /// <summary>The refusal for the status with which a body was found to be bad.</summary>
    public static Refusal OfBody(int status) => status switch
    {
        408 => TooSlow,
        413 => BodyTooLong,
        _ => BadBody,
    };

    public static Refusal NoTextIn(string keys) => new(
        "no-text",
        $"The body has no text, content or message; its keys are {keys}. Name a template, ?template=github, gitlab, alertmanager or grafana, or write one, such as ?template={{{{.key}}}}.");

    public static Refusal NoTextBy(string keys) => new(
        "no-text",
        $"The template gives no text for this body; its keys are {keys}.");

    public static Refusal BadTemplate(string whyNot) => new(
        "bad-template",
        $"That template cannot be used: {whyNot}.");

    public static Refusal BadOption(string name, string value, string rules) => new(
        "bad-option",
        $"'{Clip(value)}' is no value for {name}; {rules}.");

    public static Refusal UnknownOption(string name, string known) => new(
        "bad-option",
        $"'{Clip(name)}' is no option of this request; there are {known}.");

    public static Refusal RepeatedOption(string name) => new(
        "bad-option",
        $"'{Clip(name)}' is given twice; give it once.");

    public static Refusal NotTogether(string name, string other) => new(
        "bad-option",
        $"{name} and {other} cannot be used together; leave one of them out.");

    public static Refusal NotAllowed(string method, string allowed) => new(
        "not-allowed",
        $"{Clip(method)} is not allowed here; use {allowed}. To say something, POST it to /ROOM.");

    /// <summary>Enough of the text to recognize it.</summary>
    public static string Clip(string text)
    {
        var clean = TextFilter.Clean(text);
        return clean.Length <= 40 ? clean : string.Concat(clean.AsSpan(0, char.IsHighSurrogate(clean[39]) ? 39 : 40), "...");
    }
}
