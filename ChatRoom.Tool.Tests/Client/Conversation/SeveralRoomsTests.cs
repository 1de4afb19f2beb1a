using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>A watcher of several rooms over one connection, line by line.</summary>
internal sealed class SeveralRoomsTests
{
    private const string TooOld =
        "this server is too old to be read in several rooms over one connection; update it, or read each room over a connection of its own";

    private readonly WatchedStream _output = new();
    private readonly WatchedStream _errors = new();

    [Test]
    public async Task Each_line_is_printed_with_its_room()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(5), ["a", "b"], Since.Last(2));
        using var peer = await server.GreetAsync("ci");
        await peer.Hears("watch a last=2 log elsewhere", "watch b last=2 log");

        await peer.Says("log a aaa\nwatching a 7 1700000000000 7");
        await peer.Says("message 7 1700000000000 a alice seven");
        await peer.Says("log b bbb\nwatching b 3 1700000000000 2");
        await peer.Says("gap 1 2 b\naction 3 1700000000000 b bob waves");
        await peer.Says("join 8 1700000000000 a carol");
        await peer.Says("message 4 1700000000000 b bob four\nmessage 9 1700000000000 a alice nine");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo("[a] alice: seven\n[b] * bob waves\n[a] carol joined!\n[b] bob: four\n[a] alice: nine\n"));
        Assert.That(_errors.Text, Is.EqualTo("[b] # Missing here, as the server no longer has them: 2\n"));
    }

    [Test]
    public async Task Only_events_before_the_watch_of_their_room_are_replays()
    {
        Assert.That(TemplateFormat.TryParse("%r %i %j", out var format, out _));
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(4), ["a", "b"], Since.All, format);
        using var peer = await server.GreetAsync("ci");
        await peer.Hears("watch a all log elsewhere", "watch b all log");

        await peer.Says("watching b 1 1700000000000 1\nwatching a 2 1700000000000 1");
        await peer.Says("join 1 1700000000000 a x\njoin 1 1700000000000 b x\njoin 2 1700000000000 b x\njoin 2 1700000000000 a x");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text.Split('\n').Where(line => line.Contains("\"replay\":true", StringComparison.Ordinal)).Select(line => line[..3]), Is.EqualTo(new[] { "a 1", "b 1", "a 2" }));
    }

    [Test]
    public async Task After_a_lost_connection_each_room_goes_on_after_its_own_last_event()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(4), ["a", "b", "c"], Since.Now);
        using (var first = await server.GreetAsync("ci"))
        {
            await first.Hears("watch a now log elsewhere", "watch b now log", "watch c now log");
            await first.Says("log a aaa\nlog b bbb\nwatching a 7 1700000000000 8\nwatching b 3 1700000000000 4");
            await first.Says("message 8 1700000000000 a alice eight\nmessage 4 1700000000000 b bob four");
            await _output.Holds("four");
        }

        using var second = await server.GreetAsync("ci");
        await second.Hears("watch a after=8 log=aaa elsewhere", "watch b after=4 log=bbb", "watch c now log");
        await second.Says("log a aaa\nwatching a 9 1700000000000 9\nmessage 8 1700000000000 a alice eight\nmessage 9 1700000000000 a alice nine");
        await second.Says("log b other\nwatching b 1 1700000000000 1\nlog c ccc\nwatching c 0 1700000000000 1\nmessage 1 1700000000000 b bob new");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo("[a] alice: eight\n[b] bob: four\n[a] alice: nine\n[b] bob: new\n"));
        Assert.That(_errors.Text, Is.EqualTo(
            $"chatroom: the connection to {server.EndPoint} was lost; reconnecting\nchatroom: connected to {server.EndPoint} again\n"
            + $"chatroom: the room b at {server.EndPoint} has another log now: ids begin anew, and something may be missing\n"));
    }

    [Test]
    public async Task A_watcher_of_every_room_reads_rooms_that_are_made_later_from_their_first_event()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(3), [RoomName.Every], Since.Now, new JsonFormat());
        using (var first = await server.GreetAsync("ci"))
        {
            await first.Hears("watch * now log elsewhere", "ping watched");
            await first.Says("log a aaa\nwatching a 7 1700000000000 8\npong watched");
            await first.Says("log later ddd\nwatching later 1 1700000000000 1");
            await first.Says("join 1 1700000000000 later dave\nmessage 8 1700000000000 a alice eight");
            await _output.Holds("eight");
        }

        using var second = await server.GreetAsync("ci");
        await second.Hears("watch a after=8 log=aaa elsewhere", "watch later after=1 log=ddd", "watch * all log", "ping watched");
        await second.Says("log a aaa\nwatching a 8 1700000000000 9\nlog later ddd\nwatching later 1 1700000000000 2");
        await second.Says("log meanwhile eee\nwatching meanwhile 1 1700000000000 1\npong watched\njoin 1 1700000000000 meanwhile eve");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Does.Contain("""
            "room":"later","name":"dave"}
            """).And.Contain("""
            "room":"meanwhile","name":"eve"}
            """).And.Match("""
            "type":"disconnected","text"
            """));
        Assert.That(_output.Text, Does.Not.Contain("replay"));
    }

    [Test]
    public async Task A_watcher_of_every_room_waits_for_the_first_room()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(1), [RoomName.Every], Since.Now);
        using (var first = await server.GreetAsync("ci"))
        {
            await first.Hears("watch * now log elsewhere", "ping watched");
            await first.Says("pong watched");
        }

        using var second = await server.GreetAsync("ci");
        await second.Hears("watch * all log elsewhere", "ping watched");
        await second.Says("pong watched\nlog a aaa\nwatching a 1 1700000000000 1\nmessage 1 1700000000000 a alice one");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo("[a] alice: one\n"));
    }

    [Test]
    public async Task A_poll_ends_when_every_room_is_caught_up()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Poll, ["a", "b", "c"], Since.All);
        using var peer = await server.GreetAsync("ci");
        await peer.Hears("watch a all log elsewhere", "watch b all log", "watch c all log");

        await peer.Says("watching a 2 1700000000000 1\nmessage 1 1700000000000 a alice one\nmessage 2 1700000000000 a alice two");
        await peer.Says("watching b 0 1700000000000 1");
        await _output.Holds("two");
        await peer.Says("watching c 1 1700000000000 1\nmessage 1 1700000000000 c carol last\nmessage 3 1700000000000 a alice late");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo("[a] alice: one\n[a] alice: two\n[c] carol: last\n"));
    }

    [Test]
    public async Task A_poll_ends_with_the_answer_for_a_room_without_events()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Poll, ["a", "b"], Since.All);
        using var peer = await server.GreetAsync("ci");
        await peer.Says("watching a 1 1700000000000 1\nmessage 1 1700000000000 a alice one");
        await _output.Holds("one");
        await peer.Says("watching b 0 1700000000000 1");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
    }

    [Test]
    public async Task A_poll_of_every_room_ends_after_the_last_answer([Values("", "watching a 0 1700000000000 1\n", "watching a 1 1700000000000 1\njoin 1 1700000000000 a alice\n")] string rooms)
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Poll, [RoomName.Every], Since.All);
        using var peer = await server.GreetAsync("ci");
        await peer.Hears("watch * all log elsewhere", "ping watched");
        await peer.Sends($"{rooms}pong watched\n");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo(rooms.Contains("join", StringComparison.Ordinal) ? "[a] alice joined!\n" : ""));
    }

    [Test]
    public async Task A_server_that_refuses_a_second_watch_is_too_old()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(1), ["a", "b"], Since.Now);
        using var peer = await server.GreetAsync("ci");
        await peer.Says("watching a 7 1700000000000 8\nerror bad-line 0 That line does not follow the protocol and was ignored.");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.EqualTo(new Failure(Outcome.Refused, TooOld, "bad-line")));
    }

    [Test]
    public async Task A_server_that_knows_no_name_for_every_room_is_too_old()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(1), [RoomName.Every], Since.Now);
        using var peer = await server.GreetAsync("ci");
        await peer.Says("error bad-room 0 That room name is not allowed.");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.EqualTo(new Failure(Outcome.Refused, TooOld, "bad-room")));
    }

    [Test]
    public async Task Another_refusal_of_one_of_the_rooms_ends_the_watch_with_its_reason()
    {
        using var server = new ScriptedServer();
        var reading = Read(server, Lines(1), ["a", "b"], Since.Now);
        using var peer = await server.GreetAsync("ci");
        await peer.Says("watching a 7 1700000000000 8\nerror too-many-rooms 0 There are too many rooms.");

        Assert.That(await reading.WaitAsync(TestTimeout.Limit), Is.EqualTo(new Failure(Outcome.Refused, "There are too many rooms.", "too-many-rooms")));
    }

    private static WatchOptions Poll => new(new LineFilter(), Count: null, Timeout: null, IsPoll: true);

    private static WatchOptions Lines(int count) => new(new LineFilter(), count, Timeout: null);

    private Task<Failure?> Read(ScriptedServer server, WatchOptions watch, string[] rooms, Since since, LineFormat? format = null)
    {
        Assert.That(Nickname.TryParse("ci", out var name));
        var options = new ClientOptions { Host = server.EndPoint.Address.ToString(), Port = server.EndPoint.Port, Reconnect = Reconnects.AtOnce };
        var printer = new LinePrinter(_output, _errors) { Format = format ?? new TextFormat(showsRoom: true), ShowsRoom = true };
        return RoomConnector.RunAsync(
            options,
            JoinRequest.ToWatch(rooms, name!, since),
            reliableConnection => new WatchClient(reliableConnection, printer, watch, TimeProvider.System).RunAsync(CancellationToken.None));
    }
}
