using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes;

/// <summary><c>chatroom tail</c> as a process: what it prints and how, where it begins, and when and how it ends.</summary>
internal sealed class TailTests
{
    private const int FullEvents = 200;

    private readonly List<TestPeer> _people = [];

    [TearDown]
    public void Everybody_goes() => _people.ForEach(peer => peer.Dispose());

    [Test]
    public async Task It_follows_without_being_there()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var tail = Tail(server, "--since", "all");
        await tail.Prints("alice joined!");

        await alice.Says("é 🙂");
        await tail.Prints("alice: é 🙂");
        await alice.Hears("alice: é 🙂");
        await alice.Says("/me waves");
        await tail.Prints("* alice waves");
        await alice.Hears("* alice waves");
        await alice.Says("/nick al");
        await tail.Prints("alice is now al!");
        await alice.Hears("alice is now al!");
        await using var who = ToolProcess.Start("who", "--port", $"{server.EndPoint.Port}");
        Assert.That(await who.PrintsToTheEnd(), Is.EqualTo("al\n"));
        await alice.Says("/quit");
        await tail.Prints("al left!");
    }

    [Test]
    public async Task Without_a_beginning_it_begins_with_what_comes()
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--no-reconnect");
        using var session = await server.WatchedAsync("now");

        await session.Says("message 1 1700000000000 lobby alice hello");

        await tail.Prints("alice: hello");
        session.ClosesItsSide();
        await tail.FailsWith(5, "the connection was lost");
    }

    [Test]
    public async Task It_ends_after_so_many_lines()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--since", "all", "-n", "2");

        await Succeeds(tail, "ci: one\nci: two\n");
    }

    [Test]
    public async Task None_are_printed_where_none_are_asked_for()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one");

        await using var tail = Tail(server, "--since", "all", "-n", "0");

        await Succeeds(tail, "");
    }

    [Test]
    public async Task When_time_is_up_it_has_done_what_it_was_asked_for()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one");

        await using var tail = Tail(server, "--since", "all", "-W", "500ms");

        await Succeeds(tail, "ci: one\n");
    }

    [Test]
    public async Task When_time_is_up_before_so_many_lines_it_has_not()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one");

        await using var tail = Tail(server, "--since", "all", "-n", "2", "-W", "500ms");

        await tail.Prints("ci: one");
        await tail.FailsWith(124, "time is up");
    }

    [TestCase("0", "ci: one\nci: two\nci: three\n")]
    [TestCase("1", "ci: two\nci: three\n")]
    [TestCase("3", "")]
    [TestCase("99", "")]
    [TestCase("all", "ci: one\nci: two\nci: three\n")]
    [TestCase("1h", "ci: one\nci: two\nci: three\n")]
    public async Task It_begins_where_it_is_told_and_ends_with_what_there_is(string since, string printed)
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--since", since, "--poll");

        await Succeeds(tail, printed);
    }

    [TestCase("10m", "age=600000")]
    [TestCase("17", "after=17")]
    [TestCase("all", "all")]
    public async Task A_beginning_is_told_to_the_server(string since, string told)
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--since", since);

        using var session = await server.WatchedAsync(told);
    }

    [Test]
    public async Task What_there_is_may_be_nothing()
    {
        await using var server = RunningServer.Start();

        await using var tail = Tail(server, "--poll");

        await Succeeds(tail, "");
    }

    [TestCase("2", "ci: one\nci: two\n")]
    [TestCase("9", "ci: one\nci: two\nci: three\n")]
    public async Task What_there_is_may_be_more_or_less_than_is_asked_for(string count, string printed)
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--poll", "--count", count);

        await Succeeds(tail, printed);
    }

    [Test]
    public async Task What_there_is_ends_even_where_its_end_is_not_wanted()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two", "three");

        await using var tail = Tail(server, "--poll", "--match", "one");

        await Succeeds(tail, "ci: one\n");
    }

    [TestCase("alice joined!\nalice: one\n* alice one acts\n", "--from", "ALICE")]
    [TestCase("alice: one\n* alice one acts\nbob: one too\n", "--match", "^one")]
    [TestCase("bob: one too\n", "--match", "one", "--from", "bob")]
    [TestCase("alice joined!\nbob joined!\n", "--types", "join,gap")]
    [TestCase("* alice one acts\nbob is now rob!\n", "--types", "action, rename")]
    [TestCase("alice: one\n", "--types", "message", "--from", "alice", "--match", "(?=one)one$")]
    [TestCase("", "--types", "join", "--match", "alice")]
    public async Task Only_what_is_wanted_is_printed(string printed, params string[] wanted)
    {
        await using var server = RunningServer.Start();
        await TalkAsync(server);

        await using var tail = Tail(server, ["--poll", .. wanted]);

        await Succeeds(tail, printed);
    }

    [Test]
    public async Task A_format_has_every_field()
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
    public async Task JSON_is_one_object_a_line_with_the_keys_that_have_a_value()
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
            "id time type room name replay",
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
    public async Task Each_can_end_with_a_nul()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two");

        await using var tail = Tail(server, "--poll", "-0", "--format", "%n\n%m");

        await Succeeds(tail, "ci\none\0ci\ntwo\0");
    }

    [Test]
    public async Task Quiet_prints_nothing_and_counts_all_the_same()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, "one", "two");

        await using var tail = Tail(server, "--since", "all", "-q", "-n", "2");

        await Succeeds(tail, "");
    }

    [TestCase("'%x' is no field of --format; there are %i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent, and \\t \\n \\\\", "--format", "%x")]
    [TestCase("'%' is no field of --format; there are %i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent, and \\t \\n \\\\", "--format", "100%")]
    [TestCase("'\\r' is no field of --format; there are %i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent, and \\t \\n \\\\", "--format", "\\r")]
    [TestCase("--json and --format exclude each other; %j in a format is the JSON object", "--json", "--format", "%m")]
    [TestCase("'said' is no type; there are message action join leave rename announcement topic private notice gap disconnected connected", "--types", "message,said")]
    [TestCase("'' is no type; there are message action join leave rename announcement topic private notice gap disconnected connected", "--types", "message,")]
    [TestCase("'[' is no regular expression for --match: Invalid pattern '[' at offset 1. Unterminated [] set", "--match", "[")]
    [TestCase("'a b' is no name for --from; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "--from", "a b")]
    [TestCase("'yesterday' is no beginning; give an event's id such as 17, a time such as 10m, or all", "--since", "yesterday")]
    [TestCase("'-1' is no beginning; give an event's id such as 17, a time such as 10m, or all", "--since=-1")]
    [TestCase("'some' is no number of lines; give one from 0 up", "--count", "some")]
    [TestCase("'0' is not a time; give a number with ms, s, m, h or d behind it such as 30s, from 1ms to 30d; a number alone is seconds", "--timeout", "0")]
    public async Task Wrong_usage_is_one_sentence(string sentence, params string[] arguments)
    {
        await using var tail = ToolProcess.Start(["tail", .. arguments]);

        await tail.FailsWith(2, sentence);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Head_ends_it_at_the_next_line()
    {
        Needs.Program("bash");
        Needs.Program("head");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        await using var pipeline = ToolProcess.StartOther(
            "bash",
            "-c",
            """ "$0" tail --port "$1" --since all | head -n 1; echo "tail: ${PIPESTATUS[0]}" """,
            ToolProcess.ToolPath,
            $"{server.EndPoint.Port}");
        await pipeline.Prints("alice joined!");

        // head may still be about to go; of several lines one comes behind that.
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!pipeline.HasExited)
        {
            patience.Token.ThrowIfCancellationRequested();
            await alice.Says("next");
            await alice.Hears("alice: next");
        }

        await pipeline.Prints("tail: 141");
        Assert.That(await pipeline.Errors, Is.Empty);
    }

    [Test]
    public async Task A_pattern_that_takes_for_ever_does_not()
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
    public async Task A_pattern_that_takes_for_ever_in_many_lines_does_not_hold_up_the_end_of_the_time()
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
    public async Task A_pattern_with_another_way_takes_no_time_at_all()
    {
        await using var server = RunningServer.Start();
        await SendAsync(server, new string('a', 4000) + "b");

        await using var tail = Tail(server, "--poll", "--match", "^(a+)+$");

        await Succeeds(tail, "");
    }

    [Test]
    public async Task What_is_no_longer_kept_is_told_as_one_gap_with_a_count()
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
    public async Task A_gap_is_no_line_that_is_counted_and_as_text_it_stands_beside_the_errors()
    {
        await using var server = await StartFullAsync();

        await using var tail = Tail(server, "--since", "all", "-n", "1", "--format", "%T");

        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("message\n"));
        Assert.That(await tail.Errors, Does.Match(@"^# Missing here, as the server no longer has them: \d+\n$"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    /// <summary>A server whose window is too small for what was said.</summary>
    private static async Task<RunningServer> StartFullAsync()
    {
        var server = RunningServer.Start(RunningServer.Options with { WindowBytes = 128 << 10 });
        await SendAsync(server, [.. Enumerable.Range(1, FullEvents).Select(number => number.ToString("D4000", CultureInfo.InvariantCulture))]);
        return server;
    }

    private static ToolProcess Tail(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["tail", "--port", $"{server.EndPoint.Port}", .. arguments]);

    /// <summary>Says each as a message of ci's, which are the events from 1 on.</summary>
    private static async Task SendAsync(RunningServer server, params string[] lines)
    {
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci");
        await send.Reads(lines);
        send.EndsItsInput();
        Assert.That(await send.Exits(), Is.Zero);
    }

    /// <summary>Alice comes, says and does something; bob comes, says something and becomes rob.</summary>
    private async Task TalkAsync(RunningServer server)
    {
        var alice = await server.JoinAsync("alice");
        _people.Add(alice);
        await alice.Says("one");
        await alice.Says("/me one acts");
        await alice.Hears("alice: one", "* alice one acts");
        var bob = await server.JoinAsync("bob");
        _people.Add(bob);
        await bob.Says("one too");
        await bob.Says("/nick rob");
        await bob.Hears("bob: one too", "bob is now rob!");
    }

    private static async Task Succeeds(ToolProcess tail, string printed)
    {
        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo(printed));
        Assert.That(await tail.Errors, Is.Empty);
        Assert.That(await tail.Exits(), Is.Zero);
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private static string KeysOf(string line) => string.Join(' ', Parse(line).EnumerateObject().Select(property => property.Name));
}
