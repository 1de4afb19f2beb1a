using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Operating;

/// <summary><c>/metrics</c>, as Prometheus asks for it.</summary>
internal sealed class MetricsPageTests
{
    [Test]
    public async Task The_page_names_the_doors_of_connections()
    {
        await using var server = RunningServer.Start(With(hasMetrics: true));
        using var http = new HttpClient();
        using var alice = await server.JoinAsync("alice");
        using var bob = await WebSocketPeer.JoinAsync(server.Web!, "bob");
        using var carol = await server.JoinAsync("carol");
        await carol.Says("/quit");
        await carol.HearsToTheEnd();

        // The server counts an end when the connection is closed on its side.
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        PrometheusPage page;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            using var answer = await http.GetAsync(new Uri(server.Web!, "metrics"), patience.Token);
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
            page = PrometheusPage.Parse(await answer.Content.ReadAsByteArrayAsync(patience.Token));
        }
        while (page["chatroom_connections{door=\"tcp\"}"] > 1);

        Assert.Multiple(() =>
        {
            Assert.That(page["chatroom_build_info{version=\"1.2.3\"}"], Is.EqualTo(1));
            Assert.That(page["chatroom_accepts_total{door=\"tcp\"}"], Is.EqualTo(2));
            Assert.That(page["chatroom_accepts_total{door=\"web\"}"], Is.EqualTo(2), "bob's and that of this request");
            Assert.That(page["chatroom_connections{door=\"web\"}"], Is.EqualTo(2));
            Assert.That(page["chatroom_members"], Is.EqualTo(2));
            Assert.That(page["chatroom_closes_total{reason=\"quit\",door=\"tcp\"}"], Is.EqualTo(1));
            Assert.That(page["chatroom_closes_total{reason=\"quit\",door=\"web\"}"], Is.Zero);
            Assert.That(page["chatroom_sent_bytes_total"], Is.Positive);
        });
    }

    [Test]
    public async Task Without_the_option_the_address_is_that_of_a_room()
    {
        await using var server = RunningServer.Start(With(hasMetrics: false));
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Web!, "metrics?poll"));

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty.Or.Contains("no-such-room"));
    }

    private static ServerOptions With(bool hasMetrics) =>
        RunningServer.WithWeb with { Web = RunningServer.WithWeb.Web! with { HasMetrics = hasMetrics } };
}
