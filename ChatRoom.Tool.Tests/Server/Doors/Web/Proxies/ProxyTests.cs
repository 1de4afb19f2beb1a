using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Proxies;

/// <summary>The web door behind nginx and Caddy, with the configurations of docs/OPERATING.md.</summary>
[TestFixture("nginx", "/")]
[TestFixture("nginx", "/chat/")]
[TestFixture("caddy", "/")]
[TestFixture("caddy", "/chat/")]
[UnsupportedOSPlatform("windows")]
internal sealed class ProxyTests(string program, string path)
{
    [Test]
    public async Task Browsers_reach_everything_through_the_proxy_but_not_the_metrics()
    {
        await using var proxy = ProxyProcess.Find(program, path);
        await using var server = await StartAsync(proxy);
        using var http = ProxyProcess.NewClient();

        using var page = await http.GetAsync(proxy.Url);
        Assert.That((page.StatusCode, page.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/html")));
        using var script = await http.GetAsync(new Uri(proxy.Url, "-/app.js"));
        Assert.That((script.StatusCode, script.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/javascript")));
        using var metrics = await http.GetAsync(new Uri(proxy.Url, "metrics"));
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var direct = await http.GetAsync(new Uri(server.Web!, "metrics"));
        Assert.That(direct.StatusCode, Is.EqualTo(HttpStatusCode.OK), "the door itself has them");
    }

    [Test]
    public async Task The_path_without_its_slash_leads_to_the_page()
    {
        await using var proxy = ProxyProcess.Find(program, path);
        await using var server = await StartAsync(proxy);
        using var http = ProxyProcess.NewClient();

        using var answer = await http.GetAsync(new Uri(proxy.Url.AbsoluteUri.TrimEnd('/')));

        Assert.That((int)answer.StatusCode, Is.EqualTo(path == "/" ? 200 : 308));
        Assert.That(answer.Headers.Location is not { } to || new Uri(proxy.Url, to) == proxy.Url);
    }

    [Test]
    public async Task A_WebSocket_goes_through_the_proxy()
    {
        await using var proxy = ProxyProcess.Find(program, path);
        await using var server = await StartAsync(proxy);
        using var alice = await server.JoinAsync("alice");

        using var bob = await WebSocketPeer.JoinAsync(proxy.Url, "bob");
        await alice.Hears("bob joined!");
        await bob.Says("say 1 lobby hello");
        await alice.Hears("bob: hello");
        await alice.Says("hi");
        await bob.HearsLike("^message 3 .* bob hello$");
        await bob.HearsLike("^ack 1 3$");
        await bob.HearsLike("^message 4 .* alice hi$");
    }

    [TestCase("application/json", "")]
    [TestCase("text/event-stream", "data: ")]
    public async Task A_stream_is_not_held_back_by_the_proxy(string type, string prefix)
    {
        await using var proxy = ProxyProcess.Find(program, path);
        await using var server = await StartAsync(proxy);
        using var http = ProxyProcess.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(proxy.Url, "lobby?since=now")) { Headers = { Accept = { new(type) } } };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        foreach (var text in new[] { "one", "two" })
        {
            using var said = await http.PostAsync(new Uri(proxy.Url, "lobby"), new StringContent(text));
            Assert.That(said.StatusCode, Is.EqualTo(HttpStatusCode.OK));

            // The stream goes on, so this line has come through.
            string? line;
            do
            {
                line = await lines.ReadLineAsync().WaitAsync(TestTimeout.Limit);
            }
            while (line is not null && !line.Contains("\"message\"", StringComparison.Ordinal));

            Assert.That(line, Does.StartWith(prefix + "{").And.Contains($"\"text\":\"{text}\""));
        }
    }

    [Test]
    public async Task The_log_names_the_address_of_the_client_and_not_the_one_that_it_claims()
    {
        await using var proxy = ProxyProcess.Find(program, path);
        var server = await StartAsync(proxy);
        await using (server)
        {
            using var http = ProxyProcess.NewClient(from: IPAddress.Parse("127.0.0.2"));
            http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");

            // As the page sends it.
            http.DefaultRequestHeaders.Add("Origin", proxy.Url.GetLeftPart(UriPartial.Authority));
            using var said = await http.PostAsync(new Uri(proxy.Url, "lobby"), new StringContent("hello"));
            Assert.That(said.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(server.Log.ToString(), Does.Contain(" from 127.0.0.2 (web)").And.Not.Contain("203.0.113.9"));
    }

    private async Task<RunningServer> StartAsync(ProxyProcess proxy)
    {
        Assert.That(NetworkList.TryParse("127.0.0.1", out var proxies, out _));
        var web = RunningServer.WithWeb.Web! with { Url = proxy.Url, Proxies = proxies, HasMetrics = true };
        var server = RunningServer.Start(RunningServer.WithWeb with { Web = web });
        var listening = IPEndPoint.Parse(server.Web!.Authority);
        try
        {
            await (program == "nginx" ? proxy.StartNginxAsync(listening) : proxy.StartCaddyAsync(listening));
            return server;
        }
        catch
        {
            // The caller has no owner for it yet.
            await server.DisposeAsync();
            throw;
        }
    }
}
