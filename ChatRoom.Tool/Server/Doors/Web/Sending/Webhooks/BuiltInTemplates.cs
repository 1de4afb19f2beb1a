using System.Text.Json;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The templates that have a name.</summary>
internal static class BuiltInTemplates
{
    /// <summary>All names, for a message.</summary>
    public const string Names = "github, gitlab, alertmanager or grafana";

    /// <summary>The template of that name for a body; null: there is no such name.</summary>
    /// <param name="sentEvent">The event that the request's head names; empty: it names none.</param>
    public static WebhookTemplate? Find(string name, JsonElement body, string sentEvent) => name switch
    {
        "github" => GitHubTemplates.Find(sentEvent),
        "gitlab" => GitLabTemplates.Find(KindOf(body)),
        "alertmanager" => AlertTemplates.Alertmanager,
        "grafana" => AlertTemplates.Grafana,
        _ => null,
    };

    private static string KindOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("object_kind", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString()! : "";
}
