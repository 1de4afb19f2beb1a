using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class WatcherTests
{
    private readonly ManualTime _time = new();
    private readonly Room _room;
    private readonly Room _smallRoom;

    public WatcherTests()
    {
        _room = TestRooms.Lobby(_time, 1 << 20);
        _smallRoom = TestRooms.Lobby(_time, 64 << 10);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void A_watcher_from_now_on_reads_new_events_and_is_seen_by_nobody()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var watcher = RoomReader.Watch(_room, Since.Now);
        alice.Types("hi");
        Assert.That(watcher.Reads(), Is.EqualTo([$"watching lobby 1 {Now} 2", $"message 2 {Now} lobby alice hi"]));
        watcher.Leaves();
        alice.Types("unheard");
        Assert.That(watcher.Reads(), Is.Empty);
        Assert.That(alice.Reads(), Is.EqualTo(["alice: hi", "alice: unheard"]));
        Assert.That(_room.Seats.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_watcher_from_the_beginning_reads_all_events_even_if_no_program_was_there()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        alice.Types("hi");
        alice.Types("/me waves");
        alice.Leaves();
        Assert.That(
            RoomReader.Watch(_room, Since.All).Reads(),
            Is.EqualTo([
                $"watching lobby 4 {Now} 1",
                $"join 1 {Now} lobby alice",
                $"message 2 {Now} lobby alice hi",
                $"action 3 {Now} lobby alice waves",
                $"leave 4 {Now} lobby alice",
            ]));
    }

    [Test]
    public void A_watcher_of_an_empty_room_reads_new_events()
    {
        var watcher = RoomReader.Watch(_room, Since.All);
        RoomReader.Join(_room, "alice");
        Assert.That(watcher.Reads(), Is.EqualTo([$"watching lobby 0 {Now} 1", $"join 1 {Now} lobby alice"]));
    }

    [Test]
    public void A_watcher_can_begin_after_any_event()
    {
        const int Last = 3000;
        var alice = RoomReader.Join(_room, "alice");
        for (var id = 2; id <= Last; id++)
        {
            alice.Types($"{id}");
        }

        for (var after = 0; after < Last; after += 7)
        {
            var read = RoomReader.Watch(_room, Since.After(after)).Reads();
            Assert.That(read[0], Is.EqualTo($"watching lobby {Last} {Now} {after + 1}"));
            Assert.That(read[1..].Select(IdOf), Is.EqualTo(Enumerable.Range(after + 1, Last - after)));
        }
    }

    [Test]
    public void A_watcher_that_begins_after_a_future_event_begins_now([Values(1, 2, 1000, long.MaxValue)] long after)
    {
        var alice = RoomReader.Join(_room, "alice");
        var watcher = RoomReader.Watch(_room, Since.After(after));
        alice.Types("next");
        Assert.That(watcher.Reads(), Is.EqualTo([$"watching lobby 1 {Now} 2", $"message 2 {Now} lobby alice next"]));
    }

    [Test]
    public void An_age_begins_with_the_first_event_that_is_not_older()
    {
        var alice = RoomReader.Join(_room, "alice");
        for (var id = 2; id <= 2000; id++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10 * (id % 2)));
            alice.Types($"{id}");
        }

        // Two events share each ten milliseconds, the odd one first.
        foreach (var (age, first) in new[] { (0, 1999), (9, 1999), (10, 1997), (19, 1997), (5000, 999), (9980, 3), (9989, 3), (9990, 1), (1_000_000, 1) })
        {
            var read = RoomReader.Watch(_room, Since.Age(TimeSpan.FromMilliseconds(age))).Reads();
            Assert.That(IdOf(read[1]), Is.EqualTo(first), $"age {age}");
            Assert.That(read[0], Is.EqualTo($"watching lobby 2000 {Now} {first}"));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(RoomReader.Watch(_room, Since.Age(TimeSpan.FromSeconds(59))).Reads(), Is.EqualTo([$"watching lobby 2000 {Now} 2001"]));
    }

    [Test]
    public void Times_stand_still_while_a_clock_that_went_back_a_little_catches_up()
    {
        var alice = RoomReader.Join(_room, "alice");
        var before = Now;
        _time.SetClock(TimeSpan.FromSeconds(-5));
        alice.Types("said");
        Assert.That(RoomReader.Watch(_room, Since.Age(TimeSpan.Zero)).Reads()[0], Is.EqualTo($"watching lobby 2 {before} 1"));
    }

    [Test]
    public void After_a_clock_that_was_ahead_times_are_right_again_and_an_age_finds_events_of_that_age()
    {
        var alice = RoomReader.Join(_room, "alice");
        _time.SetClock(TimeSpan.FromDays(3650));
        alice.Types("in ten years");
        _time.SetClock(TimeSpan.FromDays(-3650));
        alice.Types("early");
        Assert.That(RoomReader.Watch(_room, Since.Age(TimeSpan.Zero)).Reads()[0], Is.EqualTo($"watching lobby 3 {Now} 1"));

        _time.Advance(TimeSpan.FromMinutes(20));
        alice.Types("late");

        Assert.That(RoomReader.Watch(_room, Since.Age(TimeSpan.FromMinutes(10))).Reads()[1..], Is.EqualTo([$"message 4 {Now} lobby alice late"]));
        Assert.That(RoomReader.Watch(_room, Since.All).Reads()[1..].Select(IdOf), Is.EqualTo(new[] { 1, 2, 3, 4 }), "ids stay the order");
    }

    [Test]
    public void Events_that_are_no_longer_kept_are_counted_first()
    {
        const int Last = 5000;
        var alice = RoomReader.Join(_smallRoom, "alice");
        for (var id = 2; id <= Last; id++)
        {
            alice.Types($"{id}");
        }

        foreach (var (since, first) in new[] { (Since.All, 1), (Since.After(0), 1), (Since.After(100), 101), (Since.Age(TimeSpan.FromDays(1)), 1) })
        {
            var read = RoomReader.Watch(_smallRoom, since).Reads();
            Assert.That(read[0], Is.EqualTo($"watching lobby {Last} {Now} {first}"));
            Assert.That(read[1], Does.Match($@"^gap {first} \d+ lobby$"));
            var next = first + int.Parse(read[1].Split(' ')[2], CultureInfo.InvariantCulture);
            Assert.That(next, Is.InRange(first + 1, Last));
            Assert.That(read[2..].Select(IdOf), Is.EqualTo(Enumerable.Range(next, Last - next + 1)));
        }

        var kept = RoomReader.Watch(_smallRoom, Since.After(Last - 10)).Reads();
        Assert.That(kept[1..].Select(IdOf), Is.EqualTo(Enumerable.Range(Last - 9, 10)), "nothing of this is gone");
    }

    [Test]
    public void An_age_within_the_kept_log_has_no_gap()
    {
        var alice = RoomReader.Join(_smallRoom, "alice");
        for (var id = 2; id <= 5000; id++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            alice.Types($"{id}");
        }

        var read = RoomReader.Watch(_smallRoom, Since.Age(TimeSpan.FromMilliseconds(99))).Reads();
        Assert.That(read[1..].Select(IdOf), Is.EqualTo(Enumerable.Range(4901, 100)));
    }

    [Test]
    public void A_watcher_is_sent_its_own_lines_at_their_place_among_the_events()
    {
        var alice = RoomReader.Join(_room, "alice");
        var watcher = RoomReader.Watch(_room, Since.All);
        _room.Send(watcher.Reader, new ServerLine { Kind = ServerLineKind.Pong, Text = "token"u8 });
        alice.Types("later");
        _room.Dismiss(watcher.Reader, Refusal.Draining, retryAfter: null);
        alice.Types("unheard");
        Assert.That(watcher.Reads().Select(line => line.Split(' ')[0]), Is.EqualTo(["watching", "join", "pong", "message", "bye"]));
    }

    [Test]
    public void A_watcher_that_comes_while_much_is_said_misses_nothing_and_reads_nothing_twice()
    {
        const int Last = 50_000;
        var alice = RoomReader.Join(_smallRoom, "alice", TestDialects.Typed);
        var watchers = new List<RoomReader>();
        for (var id = 2; id <= Last; id++)
        {
            alice.Types($"{id}");
            if (id % 100 == 0)
            {
                var watcher = RoomReader.Watch(_smallRoom, id % 200 == 0 ? Since.All : Since.Age(TimeSpan.FromDays(1)));
                Assert.That(AssertNoHoles(watcher.Reads()), Is.EqualTo(1));
                watchers.Add(RoomReader.Watch(_smallRoom, Since.Now));
            }
        }

        foreach (var watcher in watchers)
        {
            AssertNoHoles(watcher.Reads());
        }
    }

    /// <summary>After the answer, each event and each gap begins at the end of the last one. Returns the first id.</summary>
    private static int AssertNoHoles(string[] read)
    {
        var first = int.Parse(read[0].Split(' ')[4], CultureInfo.InvariantCulture);
        var next = first;
        foreach (var line in read[1..])
        {
            Assert.That(IdOf(line), Is.EqualTo(next));
            next += line.StartsWith("gap ", StringComparison.Ordinal) ? int.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture) : 1;
        }

        return first;
    }

    private static int IdOf(string line) => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}
