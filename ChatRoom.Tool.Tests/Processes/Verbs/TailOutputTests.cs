using System.Globalization;
using System.Text.Json;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>The output of <c>chatroom tail</c>: filters, formats and gaps.</summary>
internal sealed class TailOutputTests : TailProcess
{
    private const int FullEvents = 200;

    [TestCase("alice joined!\nalice: one\n* alice one acts\n", "--from", "ALICE")]
    [TestCase("alice: one\n* alice one acts\nbob: one too\n", "--match", "^one")]
    [TestCase("bob: one too\n", "--match", "one", "--from", "bob")]
    [TestCase("alice joined!\nbob joined!\n", "--types", "join,gap")]
    [TestCase("* alice one acts\nbob is now rob!\n", "--types", "action, rename")]
    [TestCase("alice: one\n", "--types", "message", "--from", "alice", "--match", "(?=one)one$")]
    [TestCase("", "--types", "join", "--match", "alice")]
    public async Task Only_selected_events_are_printed(string printed, params string[] wanted)
    {
        await using var server = RunningServer.Start();
        await TalkAsync(server);

        await using var tail = Tail(server, ["--poll", .. wanted]);

        await Succeeds(tail, printed);
    }

    [Test]
    public async Task A_format_can_print_every_field()
    {
        await using var server = RunningServer.Start();
        await TalkAsync(server);
        const string time = @"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ";

        await using var tail = Tail(server, "--poll", "--format", @"%i\t%t\t%T %r %n [%o] <%m> 100%%\\\n%j");

        await tail.PrintsLike($@"^1\t{time}\tjoin lobby alice \[\] <> 100%\\$");
        Assert.That(KeysOf(await tail.NextLine()), Is.EqualTo("id time type room name replay"));
        await tail.PrintsLike($@"^2\t{time}\tmessage lobby alice \[\] <one> 100%\\$");
        Assert.That(KeysOf(await tail.NextLine()), Is.EqualTo("id time type room name text replay"));
        var rest = await tail.PrintsToTheEnd();
        Assert.That(rest, Does.Match(@"(?m)^6\t.*\trename lobby rob \[bob\] <> 100%\\$"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    [Test]
    public async Task JSON_is_one_object_per_line_with_the_keys_that_have_a_value()
    {
        await using var server = RunningServer.Start();
        await TalkAsync(server);
        using var bot = await server.ConnectAsync();
        await bot.HearsBytes("NAME");
        await bot.Sends("beep\0");
        await bot.HearsLike("^chatroom/1 ");
        await bot.Says("join lobby beep bot");
        await bot.HearsLike("^welcome ");
        await bot.HearsLike("^join ");
        await bot.Says("say 1 lobby \"quoted\" \\ é 🙂");
        await bot.HearsLike("^bot ");

        await using var tail = Tail(server, "--poll", "--json");
        var lines = (await tail.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(await tail.Errors, Is.Empty);
        Assert.That(lines.Select(KeysOf), Is.EqualTo(new[]
        {
            "id time type room name replay",
            "id time type room name text replay",
            "id time type room name text replay",
            "id time type room name replay",
            "id time type room name text replay",
            "id time type room name previous replay",
            "id time type room name bot replay",
            "id time type room name text bot replay",
        }));
        Assert.That(lines.Select(line => Parse(line).GetProperty("id").GetInt64()), Is.EqualTo(Enumerable.Range(1, lines.Length)));
        Assert.That(lines.Select(line => Parse(line).GetProperty("type").GetString()), Is.EqualTo(
            new[] { "join", "message", "action", "join", "message", "rename", "join", "message" }));
        Assert.That(Parse(lines[5]).GetProperty("previous").GetString(), Is.EqualTo("bob"));
        Assert.That(Parse(lines[7]).GetProperty("text").GetString(), Is.EqualTo("\"quoted\" \\ é 🙂"));
        Assert.That(Parse(lines[7]).GetProperty("bot").GetBoolean());
        Assert.That(Parse(lines[7]).GetProperty("time").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
    }

    [Test]
    public async Task Each_event_can_end_with_NUL()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two");

        await using var tail = Tail(server, "--poll", "-0", "--format", "%n\n%m");

        await Succeeds(tail, "ci\none\0ci\ntwo\0");
    }

    [Test]
    public async Task Quiet_prints_nothing_but_still_counts()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two");

        await using var tail = Tail(server, "--since", "all", "-q", "-n", "2");

        await Succeeds(tail, "");
    }

    [Test]
    public async Task Matching_a_pattern_that_would_take_forever_is_given_up()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, new string('a', 100) + "b", "aaaa", new string('a', 100) + "b");

        await using var tail = Tail(server, "--poll", "--match", "^(?=(a+)+$)");

        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("ci: aaaa\n"));
        Assert.That(await tail.Errors, Is.EqualTo(
            "chatroom: message 1 took too long to match and counts as no match, as will others like it; simplify --match\n"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_pattern_that_would_take_forever_does_not_delay_the_timeout()
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start(
            "tail", "--port", $"{server.EndPoint.Port}", "--match", "^(?=(a+)+$)", "--timeout", "1s", "--count", "1");
        using var session = await server.WatchedAsync("now");

        await session.Sends(string.Concat(Enumerable.Range(1, 200).Select(id => $"message {id} 1700000000000 lobby eve {new string('a', 100)}b\n")));

        Assert.That(await tail.Errors, Does.EndWith("chatroom: time is up\n"));
        Assert.That(await tail.Exits(), Is.EqualTo(124));
    }

    [Test]
    public async Task A_pattern_without_backtracking_is_fast_on_any_text()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, new string('a', 4000) + "b");

        await using var tail = Tail(server, "--poll", "--match", "^(a+)+$");

        await Succeeds(tail, "");
    }

    [Test]
    public async Task Events_that_are_no_longer_kept_are_one_gap_with_a_count()
    {
        await using var server = await StartFullAsync();

        await using var tail = Tail(server, "--poll", "--json");
        var lines = (await tail.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(KeysOf(lines[0]), Is.EqualTo("id type room count"));
        var gap = Parse(lines[0]);
        Assert.That(gap.GetProperty("type").GetString(), Is.EqualTo("gap"));
        Assert.That(gap.GetProperty("id").GetInt64(), Is.EqualTo(1));
        Assert.That(
            lines[1..].Select(line => Parse(line).GetProperty("id").GetInt64()),
            Is.EqualTo(Enumerable.Range(1, FullEvents).Select(id => (long)id).Skip(gap.GetProperty("count").GetInt32())));
        Assert.That(lines.Count(line => line.Contains("\"gap\"", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_gap_is_not_counted_and_as_text_goes_to_standard_error()
    {
        await using var server = await StartFullAsync();

        await using var tail = Tail(server, "--since", "all", "-n", "1", "--format", "%T");

        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("message\n"));
        Assert.That(await tail.Errors, Does.Match(@"^# Missing here, as the server no longer has them: \d+\n$"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    /// <summary>A server whose window is too small for all its messages.</summary>
    private static async Task<RunningServer> StartFullAsync()
    {
        var server = RunningServer.Start(RunningServer.Options with { WindowBytes = 128 << 10 });
        await SendAsync(server, [.. Enumerable.Range(1, FullEvents).Select(number => number.ToString("D4000", CultureInfo.InvariantCulture))]);
        return server;
    }

    /// <summary>Alice joins, says and does something. Bob joins, says something and becomes rob.</summary>
    private async Task TalkAsync(RunningServer server)
    {
        var alice = await server.JoinAsync("alice");
        People.Add(alice);
        await alice.Says("one");
        await alice.Says("/me one acts");
        await alice.Hears("alice: one", "* alice one acts");
        var bob = await server.JoinAsync("bob");
        People.Add(bob);
        await bob.Says("one too");
        await bob.Says("/nick rob");
        await bob.Hears("bob: one too", "bob is now rob!");
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static string KeysOf(string line) => string.Join(' ', Parse(line).EnumerateObject().Select(property => property.Name));
}
