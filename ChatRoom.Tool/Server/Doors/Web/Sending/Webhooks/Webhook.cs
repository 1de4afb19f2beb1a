using System.Text.Json;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Requests;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The parts of a webhook's request beside its body.</summary>
/// <param name="Template">A template, or the name of one; null: the body says what it is.</param>
/// <param name="GitHubEvent">The header <c>X-GitHub-Event</c>; empty: there is none.</param>
/// <param name="GitLabEvent">The header <c>X-Gitlab-Event</c>; empty: there is none.</param>
internal sealed record WebhookRequest(string? Template, string GitHubEvent, string GitLabEvent);

/// <summary>The lines of a webhook, and the name that says them.</summary>
/// <param name="Lines">Filtered, and none of them empty.</param>
/// <param name="UserName">The name that the body asks for; null: none.</param>
internal sealed record WebhookText(List<byte[]> Lines, string? UserName);

/// <summary>Makes a text of the JSON body of a webhook. Stateless.</summary>
internal static class Webhook
{
    /// <summary>The most keys that an answer lists.</summary>
    private const int MaxKeys = 12;

    /// <summary>Reads the body, or returns why nothing can be said.</summary>
    public static Refusal? TryRead(ReadOnlySpan<byte> body, WebhookRequest request, out WebhookText? text)
    {
        text = null;
        if (!JsonBody.TryParse(body, out var document))
        {
            return WebRefusals.BadJson;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return WebRefusals.BadJson;
            }

            if (TryWrite(root, request, out var written) is { } refusal)
            {
                return refusal;
            }

            if (PostedLines.TrySplit(written, out var lines) is { } whyNot)
            {
                return whyNot == WebRefusals.NoText ? NoText(root, request) : whyNot;
            }

            text = new WebhookText(lines, NameIn(root));
            return null;
        }
    }

    private static Refusal? TryWrite(JsonElement root, WebhookRequest request, out string written)
    {
        written = "";
        var sentEvent = request.GitHubEvent.Length > 0 ? request.GitHubEvent : request.GitLabEvent;
        var name = request.Template
            ?? (request.GitHubEvent.Length > 0 ? "github" : request.GitLabEvent.Length > 0 ? "gitlab" : null);
        if (name is null)
        {
            return TryWriteChat(root, out written);
        }

        WebhookTemplate? template;
        if (!name.Contains("{{", StringComparison.Ordinal))
        {
            template = BuiltInTemplates.Find(name, root, sentEvent);
            if (template is null)
            {
                return WebRefusals.BadTemplate($"'{WebRefusals.Clip(name)}' is neither one of {BuiltInTemplates.Names} nor a text with a path such as {{{{.key}}}}");
            }
        }
        else if (!WebhookTemplate.TryParse(name, out template, out var whyNot))
        {
            return WebRefusals.BadTemplate(whyNot);
        }

        var text = template.Write(root, JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["event"] = sentEvent }));
        written = text ?? "";
        return text is null ? Refusal.TooMuchTogether : null;
    }

    private static Refusal? TryWriteChat(JsonElement root, out string written)
    {
        written = "";
        foreach (var template in ChatTemplates.InOrder)
        {
            if (template.Write(root) is not { } text)
            {
                return Refusal.TooMuchTogether;
            }

            if (!string.IsNullOrWhiteSpace(text))
            {
                written = text;
                return null;
            }
        }

        return null;
    }

    private static Refusal NoText(JsonElement root, WebhookRequest request)
    {
        var keys = root.EnumerateObject().Select(property => WebRefusals.Clip(property.Name)).Take(MaxKeys + 1).ToArray();
        var list = keys.Length == 0 ? "none" : string.Join(", ", keys.Take(MaxKeys)) + (keys.Length > MaxKeys ? ", ..." : "");
        return request.Template is null ? WebRefusals.NoTextIn(list) : WebRefusals.NoTextBy(list);
    }

    private static string? NameIn(JsonElement root) =>
        root.TryGetProperty("username", out var name) && name.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(name.GetString()) ? name.GetString() : null;
}
