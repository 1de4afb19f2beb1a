using System.Net;
using System.Security.Cryptography;
using System.Text;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Web;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sending;

/// <summary>A script says things with POST.</summary>
internal sealed class SendTests
{
    [Test]
    public async Task A_body_is_said_under_a_name()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);

        Assert.That(await client.Posts("/lobby", "built"), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":2,\"count\":1}\n"));
        await alice.Hears("web: built");
        Assert.That(await client.Posts("/LOBBY?name=ci", "a=b&c=%20+d\n", "Content-Type", "application/x-www-form-urlencoded"), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":3,\"count\":1}\n"));
        await alice.Hears("ci: a=b&c=%20+d");
        Assert.That(await client.Posts("/lobby", "one\r\n\r\n/quit\nthree", "Name", "Bob", "Content-Type", "text/plain; charset=utf-8"), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":6,\"count\":3}\n"));
        await alice.Hears("Bob: one", "Bob: /quit", "Bob: three");
        Assert.That(await client.Posts("/lobby", [(byte)'a', 0xFF, 0x1B, (byte)'[', (byte)'m'], "Authorization", "Basic " + Convert.ToBase64String("carl:"u8)), Does.StartWith("200 "));
        await alice.Hears("carl: a\uFFFD");
    }

    [Test]
    public async Task A_room_is_made_by_what_is_said_there_first()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Posts("/Builds?bot", "green"), Is.EqualTo("200 {\"room\":\"Builds\",\"id\":1,\"count\":1}\n"));
        Assert.That(await client.Gets("/builds?poll"), Does.EndWith(",\"type\":\"message\",\"room\":\"Builds\",\"name\":\"web\",\"text\":\"green\",\"bot\":true,\"replay\":true}\n"));
    }

    [Test]
    public async Task A_webhook_speaks_as_a_bot_under_its_own_name_or_that_of_the_address()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var watcher = await server.WatchAsync();
        using var client = new HttpScript(server.Web!);

        Assert.That(await client.Posts("/lobby", """{"text":"up","username":"Build Bot"}""", "Content-Type", "application/json"), Does.StartWith("200 "));
        await watcher.HearsLike(@"^bot 1 \d+ lobby Build_Bot up$");
        Assert.That(await client.Posts("/lobby?name=ci", "payload=%7B%22content%22%3A%22down%22%2C%22username%22%3A%22x%22%7D", "Content-Type", "application/x-www-form-urlencoded"), Does.StartWith("200 "));
        await watcher.HearsLike(@"^bot 2 \d+ lobby ci down$");
        Assert.That(await client.Posts("/lobby?name=ci", """{"zen":"Speak like a human.","repository":{"full_name":"o/r"}}""", "Content-Type", "application/json", "X-GitHub-Event", "ping"), Does.StartWith("200 "));
        await watcher.HearsLike(@"^bot 3 \d+ lobby ci \[o/r\] GitHub is connected. Speak like a human.$");
        Assert.That(await client.Posts("/lobby?template={{.a}}", """{"a":"b"}""", "Content-Type", "application/vnd.x+json"), Does.StartWith("200 "));
        await watcher.HearsLike(@"^bot 4 \d+ lobby web b$");
    }

    [TestCase("/lobby", "", "422", "no-text")]
    [TestCase("/lobby?nam=x", "a", "400", "bad-option")]
    [TestCase("/lobby?name=a+b", "a", "400", "bad-name")]
    [TestCase("/lobby?name=Admin", "a", "403", "name-reserved")]
    [TestCase("/lobby?name=alice", "a", "409", "name-taken")]
    [TestCase("/a%20b", "a", "400", "bad-room")]
    [TestCase("/a/b", "a", "400", "bad-room")]
    public async Task A_request_that_is_refused_gets_the_status_and_the_code(string path, string body, string status, string code)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Posts(path, body), Does.Match($"^{status} {{\"error\":\"{code}\",\"text\":\"[^\"]+\"}}\n$"));
        await alice.SaysAndHears("nothing else was said");
    }

    [Test]
    public async Task A_body_has_limits_and_a_type()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Posts("/lobby", new string('x', 4097)), Does.StartWith("413 {\"error\":\"too-long\""));
        Assert.That(await client.Posts("/lobby", string.Concat(Enumerable.Repeat("x\n", 1001))), Does.StartWith("413 {\"error\":\"too-much-together\""));
        Assert.That(await client.Posts("/lobby", new string('\n', 65_537)), Does.StartWith("413 {\"error\":\"too-long\""));
        Assert.That(await client.Posts("/lobby", "x", "Content-Type", "image/png"), Does.StartWith("415 {\"error\":\"unsupported-type\""));
        Assert.That(await client.Posts("/lobby", "x", "Content-Encoding", "gzip"), Does.StartWith("415 {\"error\":\"unsupported-type\""));
        Assert.That(await client.Posts("/lobby", "[]", "Content-Type", "application/json"), Does.StartWith("400 {\"error\":\"bad-json\""));
        Assert.That(await client.Posts("/lobby", "{\"zen\":1}", "Content-Type", "application/json"), Does.Match("^422 .*its keys are zen"));
        Assert.That(await client.Posts("/lobby", string.Concat(Enumerable.Repeat("x\n", 1000))), Does.EndWith("\"id\":1001,\"count\":1000}\n"));
    }

    [Test]
    public async Task Other_methods_are_told_which_ones_are_allowed()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        foreach (var (path, allowed) in new[] { ("/lobby", "GET, HEAD, POST"), ("/-/rooms", "GET, HEAD"), ("/-/who/lobby", "GET, HEAD") })
        {
            using var answer = await client.AnswerTo(HttpMethod.Options, path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
            Assert.That(string.Join(", ", answer.Content.Headers.Allow), Is.EqualTo(allowed));
            Assert.That(answer.Headers.Any(header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)), Is.False);
        }
    }

    [Test]
    public async Task A_password_comes_in_the_head_or_as_a_signature()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Password = new Password("se:cret"u8), PasswordDelay = TimeSpan.FromMilliseconds(1) });
        using var client = new HttpScript(server.Web!);
        static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

        using (var answer = await client.AnswerTo(HttpMethod.Post, "/lobby", "a"u8.ToArray()))
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(401));
            Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.StartWith("Basic realm=\"chatroom\""));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":\"password-needed\""));
        }

        Assert.That(await client.Posts("/lobby", "a", "Authorization", Basic("ci:wrong")), Does.StartWith("401 {\"error\":\"password-refused\""));
        Assert.That(await client.Posts("/lobby", "a", "Authorization", "Bearer wrong"), Does.StartWith("401 {\"error\":\"password-refused\""));
        Assert.That(await client.Posts("/lobby", "a", "Authorization", "Bearer se:cret\u0001"), Does.StartWith("40"));
        Assert.That(await client.Posts("/lobby", "a", "Authorization", Basic("ci:se:cret")), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":1,\"count\":1}\n"));
        Assert.That(await client.Posts("/lobby", "b", "Authorization", "Bearer se:cret"), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":2,\"count\":1}\n"));

        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("se:cret"u8, "signed"u8));
        Assert.That(await client.Posts("/lobby", "signed", "X-Hub-Signature-256", signature), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":3,\"count\":1}\n"));
        Assert.That(await client.Posts("/lobby", "other", "X-Hub-Signature-256", signature), Does.StartWith("401 {\"error\":\"password-refused\""));
        Assert.That(await client.Gets("/lobby?poll&format=text", "Authorization", "Bearer se:cret"), Is.EqualTo("200 ci: a\nweb: b\nweb: signed\n"));
        Assert.That(await client.Gets("/-/rooms"), Does.StartWith("401 {\"error\":\"password-needed\""));
        Assert.That(await client.Gets("/lobby?poll"), Does.StartWith("401 {\"error\":\"password-needed\""));
    }

    [Test]
    public async Task Too_many_wrong_passwords_lock_an_address_out()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Password = new Password("secret"u8), PasswordDelay = TimeSpan.FromMilliseconds(1) });
        using var client = new HttpScript(server.Web!);
        for (var i = 0; i < 10; i++)
        {
            Assert.That(await client.Posts("/lobby", "a", "Authorization", "Bearer wrong"), Does.StartWith("401 "));
        }

        using var answer = await client.AnswerTo(HttpMethod.Post, "/lobby", "a"u8.ToArray(), "Authorization", "Bearer secret");
        Assert.That((int)answer.StatusCode, Is.EqualTo(429));
        Assert.That(answer.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":\"locked-out\""));
    }

    [Test]
    public async Task A_text_with_a_key_is_said_once()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var client = new HttpScript(server.Web!);
        string[] key = ["Idempotency-Key", "build-417"];

        Assert.That(await client.Posts("/lobby", "one\ntwo", key), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":3,\"count\":2}\n"));
        Assert.That(await client.Posts("/lobby", "one\r\ntwo\n", key), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":3,\"count\":2,\"repeated\":true}\n"));
        Assert.That(await client.Posts("/lobby", "one", key), Does.StartWith("422 {\"error\":\"key-used\""));
        Assert.That(await client.Posts("/lobby", "one\ntoo", key), Does.StartWith("422 {\"error\":\"key-used\""));
        Assert.That(await client.Posts("/lobby?name=ci", "mine", key), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":4,\"count\":1}\n"), "a key belongs to a name");
        Assert.That(await client.Posts("/other", "there", key), Is.EqualTo("200 {\"room\":\"other\",\"id\":1,\"count\":1}\n"), "and to a room");
        Assert.That(await client.Posts("/lobby", "one\ntwo", "Idempotency-Key", "build-418"), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":6,\"count\":2}\n"));
        await alice.Hears("web: one", "web: two", "ci: mine", "web: one", "web: two");
        Assert.That(await client.Posts("/lobby", "x", "Idempotency-Key", ""), Does.StartWith("400 {\"error\":\"bad-key\""));
    }

    [Test]
    public async Task A_text_that_was_refused_may_be_said_with_the_same_key_later()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        using var watcher = await server.WatchAsync();
        string[] key = ["Idempotency-Key", "k", "Name", "ci"];
        using (var taken = await server.JoinAsync("ci"))
        {
            Assert.That(await client.Posts("/lobby", "one\ntwo", key), Does.StartWith("409 {\"error\":\"name-taken\""));
            Assert.That(await client.Posts("/lobby", "one\ntwo", key), Does.StartWith("409 {\"error\":\"name-taken\""));
        }

        await watcher.HearsLike("^join 1 ");
        await watcher.HearsLike("^leave 2 ");
        Assert.That(await client.Posts("/lobby", "one\ntwo", key), Is.EqualTo("200 {\"room\":\"lobby\",\"id\":4,\"count\":2}\n"));
        Assert.That(await client.Posts("/lobby", "one\ntwo", key), Does.EndWith("\"id\":4,\"count\":2,\"repeated\":true}\n"));
    }

    [Test]
    public async Task Of_many_requests_at_once_with_one_key_one_is_said()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Posts("/lobby", "one\ntwo", "Idempotency-Key", "k")));
        Assert.That(answers, Has.All.Matches("^(200 .*\"id\":2,\"count\":2|409 {\"error\":\"replaced\")"));
        Assert.That(answers.Count(answer => answer.StartsWith("200 ", StringComparison.Ordinal) && !answer.Contains("repeated")), Is.LessThanOrEqualTo(1));
        Assert.That(await client.Posts("/lobby", "one\ntwo", "Idempotency-Key", "k"), Does.Contain("repeated"));
        Assert.That(await client.Gets("/lobby?poll&format=text"), Is.EqualTo("200 web: one\nweb: two\n"));
    }

    [Test]
    public async Task Each_address_may_ask_at_a_rate_over_one_connection_too()
    {
        var time = new ManualTime();
        var limits = new LimitsInForce(new ServerLimits { LimitsLoopback = true, ConnectRate = 2, ConnectBurst = 3 });
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Time = time, Limits = limits });
        using var client = new HttpScript(server.Web!);
        for (var i = 1; i <= 3; i++)
        {
            Assert.That(await client.Posts("/lobby", "a"), Does.StartWith("200 "));
        }

        using (var answer = await client.AnswerTo(HttpMethod.Post, "/lobby", "a"u8.ToArray()))
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(429));
            Assert.That(answer.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":\"too-fast\""));
        }

        Assert.That(await client.Gets("/lobby?poll"), Does.StartWith("429 "));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await client.Gets("/lobby?poll&last=1"), Does.StartWith("200 "));
    }

    [Test]
    public async Task A_text_that_waits_for_its_rate_is_refused_when_the_server_drains()
    {
        var limits = new LimitsInForce(new ServerLimits { LimitsLoopback = true, LineRate = 1, LineBurst = 1 });
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Limits = limits, RetryAfter = TimeSpan.FromMilliseconds(1500) });
        using var client = new HttpScript(server.Web!);
        using var watcher = await server.WatchAsync();
        var text = string.Concat(Enumerable.Repeat(new string('x', 60) + "\n", 1000));
        var answering = client.AnswerTo(HttpMethod.Post, "/lobby", Encoding.UTF8.GetBytes(text));
        await watcher.Says("who lobby");
        await watcher.HearsUpTo("^total ");
        server.Stop();

        using var answer = await answering;
        Assert.That((int)answer.StatusCode, Is.EqualTo(503));
        Assert.That(answer.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":\"draining\""));
    }

    [Test]
    public async Task A_client_that_does_not_wait_for_the_answer_is_forgotten()
    {
        var limits = new LimitsInForce(new ServerLimits { LimitsLoopback = true, LineRate = 1, LineBurst = 1 });
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Limits = limits });
        using (var peer = await TestPeer.ConnectAsync(server.Web!.Port))
        {
            var text = string.Concat(Enumerable.Repeat(new string('x', 60) + "\n", 1000));
            await peer.Sends($"POST /lobby HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: {text.Length}\r\n\r\n");
            await peer.HearsLike("100 Continue");
            await peer.Sends(text);
            peer.Dies();
        }

        // Disposing of the server fails if the request still waits.
        using var alice = await server.JoinAsync("alice");
        await alice.SaysAndHears("still here");
    }
}
