using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Web;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

/// <summary>Bans, lists and limits by address are those of the other doors, for clients behind a proxy too.</summary>
internal sealed class CallerTests
{
    private static readonly ServerOptions Proxied = RunningServer.WithWeb with
    {
        Web = RunningServer.WithWeb.Web! with { Proxies = ListOf("127.0.0.1") },
        OperatorPassword = new Password("sesame open"u8),
    };

    [Test]
    public async Task A_ban_holds_for_a_client_behind_the_proxy_and_for_nobody_else()
    {
        await using var server = RunningServer.Start(Proxied);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Posts("/lobby?name=eve", "spam", "X-Forwarded-For", "192.0.2.66"), Does.StartWith("200 "));
        await alice.Hears("eve: spam");
        await alice.Says("/op sesame open");
        await alice.HearsLike("^# You are an operator now;");
        await alice.Says("/ban 192.0.2.66");
        await alice.HearsLike("^# .*192.0.2.66");

        Assert.That(await client.Posts("/lobby?name=eve2", "again", "X-Forwarded-For", "192.0.2.66"), Does.StartWith("403 {\"error\":\"banned\","));
        Assert.That(await client.Posts("/lobby?name=bob", "hello", "X-Forwarded-For", "192.0.2.66, 192.0.2.7"), Does.StartWith("200 "));
        await alice.Hears("bob: hello");
    }

    [Test]
    public async Task An_address_that_a_list_denies_is_refused_behind_the_proxy()
    {
        await using var server = RunningServer.Start(Proxied with { Limits = new LimitsInForce(new ServerLimits { Denied = ListOf("192.0.2.0/24") }) });
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.9"), Does.StartWith("403 {\"error\":\"banned\",\"text\":\"This server takes no connections from your address.\"}"));
        Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "198.51.100.1"), Does.StartWith("200 "));
    }

    [Test]
    public async Task Clients_behind_a_proxy_are_limited_one_by_one()
    {
        await using var server = RunningServer.Start(Proxied with { Time = new ManualTime(), Limits = new LimitsInForce(new ServerLimits { MaxPerAddress = 1, LimitsLoopback = true }) });
        using var client = new HttpScript(server.Web!);
        using var stream = await HttpReader.StartAsync(client, "/lobby", "X-Forwarded-For", "192.0.2.1");
        Assert.That(stream.Answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.1"), Does.StartWith("429 {\"error\":\"too-fast\",\"text\":\"There are too many connections"));
        Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.2"), Does.StartWith("200 "));
        Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.2"), Does.StartWith("200 "), "the first one has ended");
    }

    [Test]
    public async Task A_connection_over_the_limit_of_its_address_is_answered_over_HTTP()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Limits = new LimitsInForce(new ServerLimits { MaxPerAddress = 1, LimitsLoopback = true }) });
        using var alice = await server.JoinAsync("alice");
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        Assert.That(await peer.HearsToTheEnd(), Does.StartWith("HTTP/1.1 429 ").And.EndWith("}\n"));
    }

    [Test]
    public async Task Wrong_passwords_of_all_doors_are_counted_together()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Password = new Password("sesame open"u8) });
        using var client = new HttpScript(server.Web!);
        string answer;
        var tries = 0;
        do
        {
            answer = await client.Gets("/lobby?poll", "Authorization", "Bearer wrong");
            tries++;
        }
        while (answer.StartsWith("401 ", StringComparison.Ordinal) && tries < 100);

        Assert.That(answer, Does.StartWith("429 {\"error\":\"locked-out\","));
        using var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Says("alice");
        await peer.HearsBytes("PASSWORD");
        await peer.Says("sesame open");
        await peer.HearsLike("^# Too many wrong passwords came from your address");
    }

    [Test]
    public async Task Without_a_trusted_proxy_the_header_changes_nothing_and_the_operator_is_warned_once()
    {
        var server = RunningServer.Start(RunningServer.WithWeb with { Limits = new LimitsInForce(new ServerLimits { Denied = ListOf("192.0.2.0/24") }) });
        await using (server)
        {
            using var client = new HttpScript(server.Web!);
            Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.9"), Does.StartWith("200 "));
            Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.9"), Does.StartWith("200 "));
        }

        Assert.That(server.Log.ToString().Split("start the server with --web-proxy 127.0.0.1"), Has.Length.EqualTo(2), server.Log.ToString());
    }

    [Test]
    public async Task A_WebSocket_behind_a_proxy_counts_as_a_connection_of_its_client()
    {
        await using var server = RunningServer.Start(Proxied with { Limits = new LimitsInForce(new ServerLimits { MaxPerAddress = 1, LimitsLoopback = true }) });
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        await peer.Sends($"GET /-/socket HTTP/1.1\r\nHost: {server.Web.Authority}\r\nX-Forwarded-For: 192.0.2.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        await peer.HearsLike("^HTTP/1.1 101 ");
        using var client = new HttpScript(server.Web);
        Assert.That(await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.1"), Does.StartWith("429 "));
        peer.Dies();
        while ((await client.Gets("/-/rooms", "X-Forwarded-For", "192.0.2.1")).StartsWith("429 {\"error\":\"too-fast\",\"text\":\"There are too many", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    private static NetworkList ListOf(string text)
    {
        Assert.That(NetworkList.TryParse(text, out var list, out _));
        return list!;
    }
}
