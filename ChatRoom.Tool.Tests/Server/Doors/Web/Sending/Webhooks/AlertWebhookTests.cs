using ChatRoom.Server.Doors.Web.Sending.Webhooks;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sending.Webhooks;

/// <summary>Bodies in the documented shapes of Alertmanager (version 4) and Grafana.</summary>
internal sealed class AlertWebhookTests
{
    private const string Alertmanager = """
        {"version":"4","groupKey":"{}:{alertname=\"InstanceDown\"}","truncatedAlerts":2,"status":"firing","receiver":"chat",
        "groupLabels":{"alertname":"InstanceDown"},"commonLabels":{"alertname":"InstanceDown","job":"node"},"commonAnnotations":{},"externalURL":"http://alertmanager:9093",
        "alerts":[
        {"status":"firing","labels":{"alertname":"InstanceDown","instance":"web-1:9100","job":"node"},"annotations":{"summary":"web-1 is down","description":"long"},"startsAt":"2026-01-02T03:04:05Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus:9090/graph?g0","fingerprint":"c0ffee"},
        {"status":"resolved","labels":{"alertname":"DiskFull"},"annotations":{"description":"Disk of\ndb-1"},"startsAt":"2026-01-02T03:04:05Z","endsAt":"2026-01-02T03:05:05Z","generatorURL":"","fingerprint":"c0ffef"}]}
        """;

    private const string Grafana = """
        {"receiver":"chat","status":"firing","orgId":1,"alerts":[
        {"status":"firing","labels":{"alertname":"High memory usage","team":"blue","zone":"us-1"},"annotations":{"description":"The system has high memory usage","runbook_url":"https://myrunbook.com/runbook/1234","summary":"This alert was triggered for zone us-1"},"startsAt":"2026-10-12T09:51:03.157076+02:00","endsAt":"0001-01-01T00:00:00Z","generatorURL":"https://play.grafana.org/alerting/1afz29v7z/edit","fingerprint":"c6eadffa33fcdf37","silenceURL":"https://play.grafana.org/alerting/silence/new","dashboardURL":"https://play.grafana.org/d/1","panelURL":"https://play.grafana.org/d/1?viewPanel=2","values":{"B":44.2,"C":1},"valueString":"[ var='B' value=44.2 ]"}],
        "groupLabels":{},"commonLabels":{"team":"blue"},"commonAnnotations":{},"externalURL":"https://play.grafana.org/","version":"1","groupKey":"{}:{}","truncatedAlerts":0,"title":"[FIRING:1]  (High memory usage blue us-1)","state":"alerting","message":"**Firing**\n\nValue: B=44.2"}
        """;

    [Test]
    public void Alerts_of_Prometheus_are_said_line_by_line() =>
        Assert.That(
            WebhookTests.Said(Alertmanager, new WebhookRequest("alertmanager", "", "")),
            Is.EqualTo("FIRING InstanceDown web-1:9100: web-1 is down http://prometheus:9090/graph?g0|RESOLVED DiskFull: Disk of|and 2 more"));

    [Test]
    public void Alerts_of_Grafana_are_said_line_by_line() =>
        Assert.That(
            WebhookTests.Said(Grafana, new WebhookRequest("grafana", "", "")),
            Is.EqualTo("FIRING High memory usage: This alert was triggered for zone us-1 [ var='B' value=44.2 ] https://play.grafana.org/d/1?viewPanel=2"));

    [Test]
    public void Grafana_without_a_template_is_said_by_its_title_and_message() =>
        Assert.That(WebhookTests.Said(Grafana), Is.EqualTo("[FIRING:1]  (High memory usage blue us-1): **Firing**|Value: B=44.2"));

    [Test]
    public void An_alert_of_an_older_Grafana_has_a_title_and_a_message() =>
        Assert.That(
            WebhookTests.Said("""{"title":"[Alerting] CPU","ruleName":"CPU","state":"alerting","message":"too hot"}""", new WebhookRequest("grafana", "", "")),
            Is.EqualTo("[Alerting] CPU|too hot"));
}
