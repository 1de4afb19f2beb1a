namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The texts for alerts of Prometheus and Grafana: a line for each.</summary>
internal static class AlertTemplates
{
    private const string Head = "{{.status|upper}} {{.labels.alertname}}{{#labels.instance}} {{.}}{{/labels.instance}}: "
        + "{{#annotations.summary}}{{.|line}}{{/annotations.summary}}{{^annotations.summary}}{{.annotations.description|line}}{{/annotations.summary}}";

    public static WebhookTemplate Alertmanager { get; } = WebhookTemplate.Of(
        "{{#alerts}}" + Head + " {{.generatorURL}}\n{{/alerts}}{{#truncatedAlerts}}and {{.}} more\n{{/truncatedAlerts}}");

    public static WebhookTemplate Grafana { get; } = WebhookTemplate.Of(
        "{{#alerts}}" + Head
        + "{{#valueString}} {{.|line}}{{/valueString}} {{#panelURL}}{{.}}{{/panelURL}}{{^panelURL}}{{#dashboardURL}}{{.}}{{/dashboardURL}}{{^dashboardURL}}{{.generatorURL}}{{/dashboardURL}}{{/panelURL}}\n"
        + "{{/alerts}}{{^alerts}}{{.title}}\n{{.message}}{{/alerts}}{{#truncatedAlerts}}and {{.}} more\n{{/truncatedAlerts}}");
}
