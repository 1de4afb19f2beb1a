using System.Net;
using System.Text.Json;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Events;

/// <summary>The lines of the operator's log.</summary>
internal sealed class EventLogTests
{
    private readonly StringWriter _written = new() { NewLine = "\n" };

    [TearDown]
    public void Close() => _written.Dispose();

    [Test]
    public void An_event_is_one_line_with_a_json_object()
    {
        var events = Events(new EventOptions { IsJson = true, Time = new ManualTime() });

        events.Draining(3);
        events.NotReloaded("the message of the day", "cannot read /x: there is no such file");

        Assert.That(_written.ToString(), Is.EqualTo(
            """
            {"time":"2026-01-02T03:04:05.000Z","level":"info","event":"draining","text":"shutting down: 3 connected","connections":3}
            {"time":"2026-01-02T03:04:05.000Z","level":"warning","event":"not-reloaded","text":"the message of the day stays as it was: cannot read /x: there is no such file","what":"the message of the day","reason":"cannot read /x: there is no such file"}

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void An_exception_of_several_lines_is_one_line_of_json()
    {
        var events = Events(new EventOptions { IsJson = true });

        events.Fault(new InvalidOperationException("first\nsecond"));

        var lines = _written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var json = JsonDocument.Parse(lines.Single());
        Assert.That(json.RootElement.GetProperty("exception").GetString(), Is.EqualTo("System.InvalidOperationException"));
        Assert.That(json.RootElement.GetProperty("text").GetString(), Does.Contain("first\nsecond"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void No_control_character_is_written(bool isJson)
    {
        var events = Events(new EventOptions { IsJson = isJson });

        events.DiskReport("a\u001b]52;c;x\u0007b\u009bc\u202ed\re\nf");
        events.Fault(new InvalidOperationException("a\u001b[31mb\r"));

        Assert.That(_written.ToString().Where(one => one != '\n' && (char.IsControl(one) || one == '\u202e')), Is.Empty);
        Assert.That(_written.ToString().Split('\n')[0], Does.Contain("b"));
    }

    [TestCase("error", 1)]
    [TestCase("warning", 2)]
    [TestCase("info", 3)]
    [TestCase("debug", 4)]
    public void A_level_includes_those_above_it(string level, int count)
    {
        var events = Events(new EventOptions { Level = Enum.Parse<EventLevel>(level, ignoreCase: true) });

        events.DiskReport("the disk is full");
        events.CannotAccept("too many");
        events.Draining(0);
        events.GaveUp(IPAddress.Loopback, Door.Tcp);

        Assert.That(_written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(count));
    }

    [TestCase(false, "a connection did not take its last lines in time\n")]
    [TestCase(true, "a connection from 127.0.0.1 did not take its last lines in time\n")]
    public void Addresses_are_written_only_if_asked_for(bool shows, string expected)
    {
        var events = Events(new EventOptions { Level = EventLevel.Debug, ShowsAddresses = shows });

        events.GaveUp(IPAddress.Loopback, Door.Tcp);

        Assert.That(_written.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void The_web_door_is_named()
    {
        Events(new EventOptions { Level = EventLevel.Debug, ShowsAddresses = true }).GaveUp(IPAddress.Loopback, Door.Web);
        Events(new EventOptions { IsJson = true }).NotLetIn(CloseReason.TooFast, Door.Web, more: 2);

        var lines = _written.ToString().Split('\n');
        Assert.That(lines[0], Is.EqualTo("a connection from 127.0.0.1 (web) did not take its last lines in time"));
        Assert.That(lines[1], Does.Contain("turned away 2 more connections (web): ").And.EndsWith(",\"count\":2,\"door\":\"web\"}"));
    }

    [Test]
    public async Task Entering_and_leaving_are_reported_with_room_role_and_reason()
    {
        var options = new EventOptions { Level = EventLevel.Debug, IsJson = true };
        await using (var server = RunningServer.Start(events: options, log: _written))
        {
            using var alice = await server.JoinAsync("alice");
            await alice.Says("/quit");
            await alice.HearsToTheEnd();
        }

        var lines = _written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[line.IndexOf("\"event\"", StringComparison.Ordinal)..]).ToArray();
        Assert.That(lines[0], Is.EqualTo("\"event\":\"entered\",\"text\":\"alice joined\",\"name\":\"alice\",\"role\":\"member\",\"room\":\"lobby\",\"door\":\"tcp\"}"));
        Assert.That(lines[1], Is.EqualTo("\"event\":\"left\",\"text\":\"alice left: asked to leave\",\"name\":\"alice\",\"room\":\"lobby\",\"reason\":\"quit\",\"door\":\"tcp\"}"));
    }

    [Test]
    public void Every_reason_has_a_code_of_its_own() =>
        Assert.That(Enum.GetValues<CloseReason>().Select(CloseWords.CodeOf), Is.Unique);

    private ServerEvents Events(EventOptions options) => new(_written, options) { Unwritten = () => 0 };
}
