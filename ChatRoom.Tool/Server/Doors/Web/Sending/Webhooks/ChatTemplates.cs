namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>
/// The texts for bodies that services send to chats: the keys of Slack, Mattermost and Teams, of Discord, and of Gotify, ntfy and
/// Grafana. The first one that gives a text counts.
/// </summary>
internal static class ChatTemplates
{
    public static IReadOnlyList<WebhookTemplate> InOrder { get; } =
    [
        WebhookTemplate.Of("{{#text}}{{#title}}{{.}}: {{/title}}{{.|slack}}{{/text}}"),
        WebhookTemplate.Of(
            "{{#attachments}}{{#fallback}}{{.|slack}}{{/fallback}}{{^fallback}}{{#pretext}}{{.|slack}}\n{{/pretext}}"
            + "{{#title}}{{.|slack}}{{#text}}: {{/text}}{{/title}}{{.text|slack}}{{#content.body}}{{.text}}\n{{/content.body}}{{/fallback}}\n{{/attachments}}"),
        WebhookTemplate.Of("{{#blocks}}{{.text.text|slack}}\n{{#fields}}{{.text|slack}}\n{{/fields}}{{#elements}}{{.text|slack}}{{/elements}}\n{{/blocks}}"),
        WebhookTemplate.Of("{{.content}}"),
        WebhookTemplate.Of("{{#embeds}}{{#title}}{{.}}{{#description}}: {{/description}}{{/title}}{{.description}} {{.url}}\n{{/embeds}}"),
        WebhookTemplate.Of("{{#message}}{{#title}}{{.}}: {{/title}}{{.}}{{/message}}"),
        WebhookTemplate.Of("{{.title}}"),
    ];
}
