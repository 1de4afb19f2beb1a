using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>A watcher prints each event once, at whatever byte its connections are cut.</summary>
internal sealed class ReceiveOnceTests
{
    private readonly WatchedStream _output = new();
    private readonly WatchedStream _errors = new();

    [Test]
    public void Each_event_is_printed_once_over_any_connections() => Fuzz.Each(
        from cuts in Samples.Number(0, 400).ArrayOf()
        from count in Samples.Number(1, 100)
        select (Cuts: cuts, Count: count),
        each => HearsOnce(each.Cuts, each.Count).GetAwaiter().GetResult(),
        times: 60);

    [Test]
    public async Task A_watcher_continues_after_the_last_event_of_the_same_log()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, new WatchOptions(new LineFilter(), Count: 3, Timeout: null));
        using (var first = await server.GreetAsync("ci"))
        {
            await first.Hears("watch lobby now log elsewhere");
            await first.Says("log lobby abc");
            await first.Says("watching lobby 7 1700000000000 8");
            await first.Says("message 8 1700000000000 lobby alice eight");
            await _output.Holds("eight");
        }

        using (var second = await server.GreetAsync("ci"))
        {
            await second.Hears("watch lobby after=8 log=abc elsewhere");
            await second.Says("log lobby abc");
            await second.Says("watching lobby 9 1700000000000 9");
            await second.Says("message 9 1700000000000 lobby alice nine");
            await _output.Holds("nine");
        }

        using var third = await server.GreetAsync("ci");
        await third.Hears("watch lobby after=9 log=abc elsewhere");
        await third.Says("log lobby abc");
        await third.Says("watching lobby 9 1700000000000 9");
        await third.Says("message 9 1700000000000 lobby alice nine");
        await third.Says("message 10 1700000000000 lobby alice ten");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo("alice: eight\nalice: nine\nalice: ten\n"));
        Assert.That(_errors.Text, Is.EqualTo(string.Concat(Enumerable.Repeat(
            $"chatroom: the connection to {server.EndPoint} was lost; reconnecting\nchatroom: connected to {server.EndPoint} again\n", 2))));
    }

    [Test]
    public async Task Another_log_is_reported_and_read_from_its_beginning()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, new WatchOptions(new LineFilter(), Count: 3, Timeout: null), new JsonFormat());
        using (var first = await server.GreetAsync("ci"))
        {
            await first.Hears("watch lobby now log elsewhere");
            await first.Says("log lobby abc");
            await first.Says("watching lobby 7 1700000000000 8");
            await first.Says("message 8 1700000000000 lobby alice old");
            await _output.Holds("old");
        }

        using (var second = await server.GreetAsync("ci"))
        {
            await second.Hears("watch lobby after=8 log=abc elsewhere");
            await second.Says("log lobby def");
            await second.Says("watching lobby 2 1700000000000 1");
            await _output.Holds("gap");
        }

        using var third = await server.GreetAsync("ci");
        await third.Hears("watch lobby after=0 log=def elsewhere");
        await third.Says("log lobby def");
        await third.Says("watching lobby 2 1700000000000 1");
        await third.Says("message 1 1700000000000 lobby alice new");
        await third.Says("message 2 1700000000000 lobby alice newer");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text.Split('\n'), Has.One.EqualTo("""{"type":"gap","room":"lobby"}"""));
        Assert.That(_output.Text, Does.Match("(?s)old.*gap.*new.*newer"));
        Assert.That(_errors.Text, Does.Contain(
            $"chatroom: the room lobby at {server.EndPoint} has another log now: ids begin anew, and something may be missing\n"));
    }

    [Test]
    public async Task JSON_reports_an_outage_and_its_end()
    {
        using var server = new ScriptedServer();
        var time = new ManualTime();
        var reading = Read(server, new WatchOptions(new LineFilter(), Count: 1, Timeout: null), new JsonFormat(), time);
        using (var first = await server.WatchedAsync("now", "ci"))
        {
            await first.Says("bye draining The server is shutting down.");
        }

        await time.Passes(TimeSpan.FromMilliseconds(100));
        using var second = await server.WatchedAsync("after=0", "ci");
        await second.Says("message 1 1700000000000 lobby alice hello");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Does.StartWith(
            """
            {"time":"2026-01-02T03:04:05.000Z","type":"disconnected","room":"lobby","text":"The server is shutting down."}
            {"time":"2026-01-02T03:04:05.100Z","type":"connected","room":"lobby"}

            """));
    }

    [Test]
    public async Task The_timeout_runs_on_during_an_outage()
    {
        using var server = new ScriptedServer();
        var time = new ManualTime();
        var reading = Read(server, new WatchOptions(new LineFilter(), Count: 1, TimeSpan.FromMilliseconds(99)), time: time);
        (await server.WatchedAsync("now", "ci")).Dispose();

        await time.SomebodyWaitsFor(TimeSpan.FromMilliseconds(100));
        time.Advance(TimeSpan.FromMilliseconds(99));

        Assert.That((await reading.WaitAsync(TestTimeout.Limit))!.Outcome, Is.EqualTo(Outcome.TimedOut));
    }

    private async Task HearsOnce(int[] cuts, int count)
    {
        _output.SetLength(0);
        await using var server = new SessionServer(cuts, [.. Enumerable.Range(1, count).Select(number => $"{number}")]);

        Assert.That(
            await Read(server.EndPoint, new WatchOptions(new LineFilter(), count, Timeout: null), new TextFormat(showsRoom: false), Reconnects.AtOnce, TimeProvider.System)
                .WaitAsync(TestTimeout.Limit),
            Is.Null);

        Assert.That(_output.Text, Is.EqualTo(string.Concat(Enumerable.Range(1, count).Select(number => $"alice: {number}\n"))));
    }

    private Task<Failure?> Read(ScriptedServer server, WatchOptions watch, LineFormat? format = null, TimeProvider? time = null) => Read(
        server.EndPoint, watch, format ?? new TextFormat(showsRoom: false), time is null ? Reconnects.AtOnce : Reconnects.Steady, time ?? TimeProvider.System, Since.Now);

    private Task<Failure?> Read(
        System.Net.IPEndPoint server, WatchOptions watch, LineFormat format, ReconnectOptions reconnect, TimeProvider time, Since? since = null)
    {
        Assert.That(Nickname.TryParse("ci", out var name));
        var options = new ClientOptions { Host = server.Address.ToString(), Port = server.Port, Reconnect = reconnect, Time = time };
        var printer = new LinePrinter(_output, _errors) { Format = format };
        return RoomConnector.RunAsync(
            options,
            new JoinRequest(options.Room, name!, Role.Watcher) { Since = since ?? Since.All },
            reliableConnection => new WatchClient(reliableConnection, printer, watch, time).RunAsync(CancellationToken.None));
    }
}
