using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Requests;
using ChatRoom.Server.Doors.Web.Sending.Webhooks;
using ChatRoom.Server.Moderation;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Sending;

/// <summary>Reads what a POST to a room says. One request.</summary>
internal sealed class PostRequest(HttpRequest request, Nickname room, Passwords passwords)
{
    /// <summary>In bytes, the longest body: as much as may be said together.</summary>
    public const int MaxBody = Limits.MaxTogetherBytes;

    /// <summary>Reads the request; one of the two is null.</summary>
    public async Task<(Refusal? Refusal, SentText? Text)> ReadAsync(CancellationToken cancel)
    {
        var headers = request.Headers;
        var type = BodyTypes.Read(request.ContentType);
        if (type == BodyType.Other || !(headers.ContentEncoding.ToString() is "" or "identity"))
        {
            return (WebRefusals.UnsupportedType, null);
        }

        if (Credentials.TryRead(headers.Authorization.ToString(), out var credentials) is { } unreadable)
        {
            return (unreadable, null);
        }

        if (SendOptions.TryRead(request.QueryString.Value ?? "", HeaderOf("Name"), credentials.Name, HeaderOf("Idempotency-Key"), out var options) is { } wrong)
        {
            return (wrong, null);
        }

        var (badBody, body) = await ReadBodyAsync(cancel);
        if (badBody is not null)
        {
            return (badBody, null);
        }

        var json = type == BodyType.Json ? body : type == BodyType.TextOrForm ? FormBody.Payload(body) : null;
        var refusal = json is null ? TryReadText(body, options!, out var text) : TryReadWebhook(json, options!, out text);
        return (refusal, text is null ? null : text with { Password = credentials.Password ?? PasswordBySignature(body) });
    }

    private Refusal? TryReadText(byte[] body, SendOptions options, out SentText? text)
    {
        text = null;
        if (PostedLines.TrySplit(body, out var lines) is { } refusal)
        {
            return refusal;
        }

        text = new SentText(room, options.Name ?? SendOptions.DefaultName, lines, options.IsBot, null, options.Key);
        return null;
    }

    /// <summary>A webhook speaks for a program, so it is marked as a bot.</summary>
    private Refusal? TryReadWebhook(byte[] json, SendOptions options, out SentText? text)
    {
        text = null;
        var webhookRequest = new WebhookRequest(options.Template, HeaderOf("X-GitHub-Event") ?? "", HeaderOf("X-Gitlab-Event") ?? "");
        if (Webhook.TryRead(json, webhookRequest, out var said) is { } refusal)
        {
            return refusal;
        }

        var name = options.Name ?? (said!.UserName is { } wanted ? Nickname.MakeAcceptable(wanted) : SendOptions.DefaultName);
        text = new SentText(room, name, said!.Lines, IsBot: true, null, options.Key);
        return null;
    }

    /// <summary>
    /// The server's password, if the sender proves by a signature that it knows it; a wrong one if the signature is wrong, so that it
    /// counts like every wrong password; null: there is no signature, or no password.
    /// </summary>
    private byte[]? PasswordBySignature(byte[] body) =>
        passwords.Entry is not { } password || HeaderOf("X-Hub-Signature-256") is not { } signature ? null
        : password.HasSigned(body, HubSignature.Read(signature)) ? password.ToArray()
        : [];

    /// <summary>Reads the body, or returns why that cannot be done.</summary>
    private async Task<(Refusal? Refusal, byte[] Body)> ReadBodyAsync(CancellationToken cancel)
    {
        if (request.ContentLength > MaxBody)
        {
            return (WebRefusals.BodyTooLong, []);
        }

        // One byte more, to see the end, or that the body goes on.
        var buffer = new byte[(request.ContentLength ?? MaxBody) + 1];
        int length = 0, read;
        try
        {
            while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancel)) > 0)
            {
                length += read;
            }
        }
        catch (BadHttpRequestException bad)
        {
            return (WebRefusals.OfBody(bad.StatusCode), []);
        }

        return length > MaxBody ? (WebRefusals.BodyTooLong, []) : (null, buffer[..length]);
    }

    private string? HeaderOf(string name) => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
