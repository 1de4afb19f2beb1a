using System.Net;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Web;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Reading;

/// <summary>A script reads a room with GET.</summary>
internal sealed class ReadTests
{
    [Test]
    public async Task An_answer_has_the_events_that_are_there_and_goes_on_with_new_ones()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        await alice.SaysAndHears("before");
        using var client = new HttpScript(server.Web!);

        using var all = await HttpReader.StartAsync(client, "/lobby?since=all");
        Assert.That(all.Answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/x-ndjson"));
        Assert.That(all.Answer.Headers.CacheControl!.NoStore);
        Assert.That(all.Answer.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
        await all.Reads("^{\"id\":1,.*\"type\":\"join\".*\"replay\":true}$", "^{\"id\":2,.*\"text\":\"before\",\"replay\":true}$");
        using var now = await HttpReader.StartAsync(client, "/lobby");
        await alice.SaysAndHears("after");
        await all.Reads("^{\"id\":3,.*\"text\":\"after\"}$");
        await now.Reads("^{\"id\":3,.*\"text\":\"after\"}$");
        Assert.That(await client.Posts("/lobby", "from a script"), Does.StartWith("200"));
        await now.Reads("^{\"id\":4,.*\"name\":\"web\",\"text\":\"from a script\"}$");
    }

    [TestCase("poll", "1234567")]
    [TestCase("poll&since=5", "67")]
    [TestCase("poll&since=7", "")]
    [TestCase("poll&since=99", "")]
    [TestCase("poll&since=now", "")]
    [TestCase("poll&since=1h", "1234567")]
    [TestCase("poll&last=2", "67")]
    [TestCase("poll&types=join", "1")]
    [TestCase("poll&types=message,join&from=ALICE&since=1", "234567")]
    [TestCase("poll&from=bob", "")]
    [TestCase("before=5&last=2", "34")]
    [TestCase("before=5", "1234")]
    [TestCase("before=1", "")]
    [TestCase("before=8&last=1", "7")]
    [TestCase("before=100&last=95", "567")]
    [TestCase("before=500", "")]
    public async Task A_poll_and_a_page_end(string query, string ids)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        for (var i = 2; i <= 7; i++)
        {
            await alice.SaysAndHears($"{i}");
        }

        using var client = new HttpScript(server.Web!);
        var answer = await client.Gets($"/lobby?{query}");
        Assert.That(answer, Does.StartWith("200 "));
        Assert.That(string.Concat(answer[4..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["{\"id\":".Length])), Is.EqualTo(ids));
    }

    [Test]
    public async Task Events_for_people_are_lines_as_a_person_reads_them()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        await alice.SaysAndHears("hi");
        await alice.Says("/me waves");
        await alice.Hears("* alice waves");
        using var client = new HttpScript(server.Web!);
        using var reader = await HttpReader.StartAsync(client, "/lobby?poll", "Accept", "text/plain");
        Assert.That(reader.Answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; charset=utf-8"));
        await reader.Reads("^alice joined!$", "^alice: hi$", @"^\* alice waves$");
        await reader.IsAtEnd();
    }

    [Test]
    public async Task A_browser_gets_server_sent_events_and_goes_on_after_the_last_one_that_it_had()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        await alice.SaysAndHears("one");
        using var client = new HttpScript(server.Web!);
        using var first = await HttpReader.StartAsync(client, "/lobby?since=all", "Accept", "text/event-stream");
        Assert.That(first.Answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/event-stream"));
        await first.Reads(@"^id: [0-9a-f]{16}\.1$", "^data: {\"id\":1,.*}$", "^$");
        var id = (await first.NextLine())!["id: ".Length..];
        await first.Reads("^data: {\"id\":2,.*\"text\":\"one\",\"replay\":true}$", "^$");
        await alice.SaysAndHears("two");

        using var second = await HttpReader.StartAsync(client, "/lobby?since=all&format=sse", "Last-Event-ID", id);
        await second.Reads(@"^id: [0-9a-f]{16}\.3$", "^data: {\"id\":3,.*\"text\":\"two\",\"replay\":true}$", "^$");

        using var other = await HttpReader.StartAsync(client, "/lobby?format=sse", "Last-Event-ID", "0123456789abcdef.2");
        await other.Reads("^data: {\"type\":\"gap\",\"room\":\"lobby\"}$", "^$", @"^id: [0-9a-f]{16}\.1$");
        using var future = await HttpReader.StartAsync(client, "/lobby?format=sse", "Last-Event-ID", id.Replace(".2", ".9"));
        await future.Reads("^data: {\"type\":\"gap\",\"room\":\"lobby\"}$", "^$");
    }

    [Test]
    public async Task An_idle_answer_shows_that_it_is_alive()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Time = time });
        using var client = new HttpScript(server.Web!);
        using var json = await HttpReader.StartAsync(client, "/lobby");
        using var sse = await HttpReader.StartAsync(client, "/lobby?format=sse");
        for (var i = 0; i < 3; i++)
        {
            await time.Passes(TimeSpan.FromSeconds(25), count: 2);
            await json.Reads("^$");
            await sse.Reads("^: ping$", "^$");
        }
    }

    [Test]
    public async Task Reading_a_room_that_is_not_there_makes_none_and_waiting_for_one_is_no_mistake()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Gets("/builds?poll"), Does.StartWith("404 {\"error\":\"no-such-room\""));
        Assert.That(await client.Gets("/builds?before=10"), Does.StartWith("404 {\"error\":\"no-such-room\""));
        Assert.That(await client.Gets("/-/who/others"), Does.StartWith("404 {\"error\":\"no-such-room\""));
        Assert.That(await client.Gets("/lobby?poll"), Is.EqualTo("200 "), "the lobby is always there");
        using var reader = await HttpReader.StartAsync(client, "/builds");
        Assert.That(await client.Posts("/builds", "green"), Does.StartWith("200"));
        await reader.Reads("\"text\":\"green\"}$");
    }

    [Test]
    public async Task A_head_is_answered_like_the_whole()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        foreach (var (path, status, type) in new[]
        {
            ("/lobby", HttpStatusCode.OK, "application/x-ndjson"), ("/lobby?format=sse", HttpStatusCode.OK, "text/event-stream"), ("/-/rooms", HttpStatusCode.OK, "application/json"),
            ("/none?poll", HttpStatusCode.NotFound, "application/json"), ("/lobby?x", HttpStatusCode.BadRequest, "application/json"),
        })
        {
            using var answer = await client.AnswerTo(HttpMethod.Head, path);
            Assert.That(answer.StatusCode, Is.EqualTo(status), path);
            Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo(type), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty, path);
        }
    }

    [Test]
    public async Task The_rooms_and_the_members_are_lists()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        await alice.Says("/topic \"news\" <&>");
        await bob.Hears("alice set the topic: \"news\" <&>");
        using var client = new HttpScript(server.Web!);
        Assert.That(await client.Gets("/-/rooms"), Is.EqualTo("200 {\"rooms\":[{\"room\":\"lobby\",\"members\":2,\"topic\":\"\\\"news\\\" <&>\"}],\"count\":1}\n"));
        Assert.That(
            await client.Gets("/-/who/Lobby"),
            Does.Match("^200 {\"room\":\"lobby\",\"members\":\\[{\"name\":\"alice\",\"room\":\"lobby\",\"since\":\"[^\"]+Z\"},{\"name\":\"bob\",.*}\\],\"count\":2}\n$"));
        Assert.That(await client.Gets("/-/rooms?x=1"), Does.StartWith("400 {\"error\":\"bad-option\""));
        Assert.That(await client.Gets("/-/who/a%20b"), Does.StartWith("400 {\"error\":\"bad-room\""));
    }

    [Test]
    public async Task A_reader_that_goes_away_is_forgotten()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var client = new HttpScript(server.Web!);
        using (var reader = await HttpReader.StartAsync(client, "/lobby"))
        {
            Assert.That(await client.Posts("/lobby", "hello"), Does.StartWith("200"));
            await reader.Reads("hello");
        }

        // Disposing of the server fails if it waits for the reader.
        Assert.That(await client.Posts("/lobby", "bye"), Does.StartWith("200"));
    }

    [Test]
    public async Task A_server_that_drains_ends_the_answers_and_says_when_to_come_back()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { RetryAfter = TimeSpan.FromSeconds(3) });
        using var client = new HttpScript(server.Web!);
        using var json = await HttpReader.StartAsync(client, "/lobby");
        using var sse = await HttpReader.StartAsync(client, "/lobby?format=sse");
        server.Stop();
        await json.IsAtEnd();
        await sse.Reads("^retry: 3000$", "^$");
        await sse.IsAtEnd();
    }

    [Test]
    public async Task A_slow_reader_delays_nobody_and_is_told_what_it_missed()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { WindowBytes = 1 << 20 });
        using var client = new HttpScript(server.Web!);
        using var slow = await HttpReader.StartAsync(client, "/lobby?format=sse");
        using var alice = await server.JoinAsync("alice");
        var text = new string('x', 4000);
        for (var i = 0; i < 4000; i++)
        {
            await alice.Says($"{i} {text}");
        }

        await alice.HearsUpTo("alice: 3999 x");
        var (last, missing) = (0L, 0L);
        while (last < 4001)
        {
            var line = await slow.NextLine();
            if (line!.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var json = System.Text.Json.JsonDocument.Parse(line["data: ".Length..]);
                var count = json.RootElement.TryGetProperty("count", out var found) ? found.GetInt64() : 0;
                Assert.That(json.RootElement.GetProperty("id").GetInt64(), Is.EqualTo(last + 1));
                last += Math.Max(1, count);
                missing += count;
            }
        }

        Assert.That(missing, Is.GreaterThan(0));
    }
}
