using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

/// <summary>Watchers and members that ask for the last messages, or for other earlier events.</summary>
internal sealed class LastTests
{
    private const long Now = 1767323045000;

    private readonly RoomList _rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 10);
    private readonly RoomList _small = TestRooms.Several(new ManualTime(), 64 << 10, most: 10);

    [Test]
    public void The_oldest_of_the_last_messages_is_the_first_event([Values(0, 1, 2, 3, 4, 1000)] int count)
    {
        var alice = RoomReader.Join(_rooms.Lobby, "alice");
        alice.Types("1");
        RoomReader.JoinAsBot(_rooms.Lobby, "bot").Types("2");
        alice.Types("/me 3");
        alice.Types("/topic no news");
        alice.Leaves();
        var first = count switch { 0 => 8, 1 => 5, 2 => 4, _ => 2 };

        var read = RoomReader.Watch(_rooms.Lobby, Since.Last(count)).Reads();

        Assert.That(read[0], Is.EqualTo($"watching lobby 7 {Now} {first}"));
        Assert.That(read.Where(line => line.Split(' ')[0] is "message" or "bot" or "action"), Has.Exactly(Math.Min(count, 3)).Items);
    }

    [Test]
    public void In_a_room_without_messages_the_reader_begins_now()
    {
        RoomReader.Join(_rooms.Lobby, "alice");
        Assert.That(RoomReader.Watch(_rooms.Lobby, Since.Last(5)).Reads(), Is.EqualTo([$"watching lobby 1 {Now} 2"]));
    }

    [Test]
    public void Any_number_of_messages_is_found_in_a_long_log()
    {
        var alice = RoomReader.Join(_rooms.Lobby, "alice");
        for (var id = 2; id <= 3000; id++)
        {
            alice.Types(id % 3 == 0 ? $"/nick alice{id}" : $"{id}");
        }

        for (var count = 1; count < 1999; count += 7)
        {
            var read = RoomReader.Watch(_rooms.Lobby, Since.Last(count)).Reads();
            Assert.That(read[1], Does.StartWith("message "));
            Assert.That(read.Count(line => line.StartsWith("message ", StringComparison.Ordinal)), Is.EqualTo(count));
        }
    }

    [Test]
    public void Messages_that_are_no_longer_kept_make_no_gap()
    {
        var alice = RoomReader.Join(_small.Lobby, "alice");
        for (var id = 2; id <= 5000; id++)
        {
            alice.Types($"{id}");
        }

        var read = RoomReader.Watch(_small.Lobby, Since.Last(5000)).Reads();
        Assert.That(read[1], Does.StartWith("message "));
        Assert.That(read[^1], Is.EqualTo($"message 5000 {Now} lobby alice 5000"));
    }

    [Test]
    public void A_member_reads_earlier_events_between_its_welcome_and_its_own_join()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Sends("1\n/topic news\n2\n");
        Assert.That(Enters("join lobby bob last=1"), Is.EqualTo([
            $"welcome lobby bob 4 {Now} 2",
            $"subject lobby {Now} alice news",
            $"message 4 {Now} lobby alice 2",
            $"join 5 {Now} lobby bob",
        ]));
        Assert.That(IdsOf(Enters("join lobby carol last=2")), Is.EqualTo(Enumerable.Range(2, 5)));
        Assert.That(IdsOf(Enters("join lobby dora all")), Is.EqualTo(Enumerable.Range(1, 7)));
        Assert.That(IdsOf(Enters("join lobby eva after=6")), Is.EqualTo([7, 8]));
        Assert.That(IdsOf(Enters("join lobby fay age=1000")), Is.EqualTo(Enumerable.Range(1, 9)));
        Assert.That(IdsOf(Enters("join lobby gus now")), Is.EqualTo([10]));
        Assert.That(IdsOf(Enters("join lobby hal after=1000")), Is.EqualTo([11]));
        Assert.That(IdsOf(Enters("join lobby ida last=0")), Is.EqualTo([12]));
    }

    [Test]
    public void A_sender_reads_no_earlier_events()
    {
        RoomClient.Join(_rooms, "alice").Sends("1\n");
        Assert.That(Enters("send lobby ci all"), Is.EqualTo([$"welcome lobby ci 2 {Now} 1"]));
    }

    [Test]
    public void A_member_that_asks_for_lost_events_is_sent_their_number()
    {
        var alice = RoomClient.Join(_small, "alice");
        alice.Sends(string.Concat(Enumerable.Repeat("x\n", 5000)));
        var read = Enters("join lobby bob all", _small);
        Assert.That(read[1], Does.StartWith("gap 1 "));
        Assert.That(read[^1], Is.EqualTo($"join 5002 {Now} lobby bob"));
    }

    /// <summary>Enters with these words; returns the lines after the greeting.</summary>
    private string[] Enters(string entering, RoomList? rooms = null)
    {
        var roomClient = RoomClient.Connect(rooms ?? _rooms);
        roomClient.Sends($"{entering}\n");
        return roomClient.Reads();
    }

    private static IEnumerable<int> IdsOf(string[] read) =>
        read.Where(line => line.Split(' ')[0] is "message" or "topic" or "join")
            .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
}
