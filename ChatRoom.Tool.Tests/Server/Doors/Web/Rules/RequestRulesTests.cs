using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Web;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

/// <summary>The rules for hosts, origins and headers, at a real server.</summary>
internal sealed class RequestRulesTests
{
    private static readonly string[] Paths = ["/", "/lobby?poll", "/-/app.js", "/-/rooms", "/-/who/lobby", "/-/health", "/-/nothing", "/-/socket", "/metrics"];

    [Test]
    public async Task A_name_that_an_attacker_rebinds_to_this_machine_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        foreach (var path in Paths)
        {
            Assert.That(await client.Gets(path, "Host", "evil.example:8080"), Does.StartWith("421 {\"error\":\"host\",\"text\":\"This server does not know that host name"));
        }

        Assert.That(await client.Gets("/-/health", "Host", "localhost:1"), Is.EqualTo("200 ok\n"));
        Assert.That(await client.Gets("/-/health", "Host", "127.0.0.1"), Is.EqualTo("200 ok\n"));
        Assert.That(await client.Gets("/-/health", "Host", "127.0.0.2"), Does.StartWith("421 "));
    }

    [Test]
    public async Task A_name_that_the_operator_gave_is_known()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Web = RunningServer.WithWeb.Web! with { Url = new Uri("https://chat.example/") } });
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Gets("/-/health", "Host", "chat.example", "Origin", "https://chat.example"), Is.EqualTo("200 ok\n"));
        Assert.That(await client.Gets("/-/health", "Host", "chat.example", "Origin", "http://chat.example:8080"), Does.StartWith("403 "));
    }

    [TestCase("Origin", "http://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_site_neither_says_nor_reads_anything(string header, string value)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);

        Assert.That(await client.Posts("/lobby", "blind", "Content-Type", "text/plain", header, value), Does.StartWith("403 {\"error\":\"origin\","));
        Assert.That(await client.Gets("/lobby?poll", header, value), Does.StartWith("403 "));
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        await peer.Sends($"GET /-/socket HTTP/1.1\r\nHost: {server.Web.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{header}: {value}\r\n\r\n");
        await peer.HearsLike("^HTTP/1.1 403 ");
        await alice.SaysAndHears("nothing was said");
    }

    [Test]
    public async Task The_page_of_this_server_may_say_something()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Posts("/lobby", "hello", "Origin", $"http://{server.Web!.Authority}", "Sec-Fetch-Site", "same-origin"), Does.StartWith("200 "));
        await alice.Hears("web: hello");
    }

    [Test]
    public async Task Every_answer_has_the_headers_that_protect_the_page_and_none_that_opens_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        foreach (var path in Paths)
        {
            foreach (var host in new[] { server.Web!.Authority, "evil.example" })
            {
                using var answer = await client.AnswerTo(HttpMethod.Get, path, null, "Host", host);
                foreach (var (name, value) in ChatRoom.Server.Doors.Web.Rules.SecurityHeaders.All)
                {
                    Assert.That(answer.Headers.TryGetValues(name, out var values) ? values : [], Is.EqualTo([value]), $"{name} of {path}");
                }

                var names = answer.Headers.Select(header => header.Key).ToArray();
                Assert.That(names, Has.None.StartsWith("Access-Control-").And.None.EqualTo("Set-Cookie").And.None.EqualTo("Server"));
            }
        }
    }

    [Test]
    public async Task A_question_about_no_path_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        await peer.Sends("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.That(await peer.HearsToTheEnd(), Does.StartWith("HTTP/1.1 405 "));
    }

    [Test]
    public async Task A_preflight_of_another_site_gets_no_permission()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        using var answer = await client.AnswerTo(HttpMethod.Options, "/lobby", null, "Origin", "http://evil.example", "Access-Control-Request-Method", "POST");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Headers.Select(header => header.Key), Has.None.StartsWith("Access-Control-"));
    }

    [Test]
    public async Task A_request_without_TLS_is_sent_to_https()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Tls = new TlsOptions() });
        var port = server.Web!.Port;
        Assert.That(await PlainAsync(port, $"GET /lobby?last=5 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"), Does.StartWith($"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://localhost:{port}/lobby?last=5\r\n"));
        Assert.That(await PlainAsync(port, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), Does.StartWith("HTTP/1.1 421 "));
        Assert.That(await PlainAsync(port, "NAME alice\r\n\r\n"), Does.StartWith("HTTP/1.1 400 "));
        using var alice = await TestPeer.ConnectAsync(server.EndPoint.Port);
        await alice.Says("alice");
        await alice.HearsLike("^! This server speaks TLS only");
    }

    private static async Task<string> PlainAsync(int port, string request)
    {
        using var peer = await TestPeer.ConnectAsync(port);
        foreach (var part in request.Chunk(10))
        {
            await peer.Sends(new string(part));
        }

        return await peer.HearsToTheEnd();
    }
}
