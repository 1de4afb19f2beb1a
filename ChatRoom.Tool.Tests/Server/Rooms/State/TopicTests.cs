using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

internal sealed class TopicTests
{
    private readonly ManualTime _time = new();
    private readonly RoomList _rooms;

    public TopicTests() => _rooms = TestRooms.Several(_time, 1 << 20, most: 200);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void A_new_topic_is_an_event_that_everybody_sees_at_its_place()
    {
        var (alice, bob) = (RoomClient.Join(_rooms, "alice"), RoomClient.Enter(_rooms, "join lobby bob"));
        alice.Reads();
        alice.Sends("before\n/topic  Lunch at  12 é\nafter\n");
        Assert.That(alice.Reads(), Is.EqualTo(["alice: before", "alice set the topic: Lunch at  12 é", "alice: after"]));
        Assert.That(bob.Reads(), Is.EqualTo([
            $"message 3 {Now} lobby alice before", $"topic 4 {Now} lobby alice Lunch at  12 é", $"message 5 {Now} lobby alice after",
        ]));
    }

    [Test]
    public void The_topic_is_shown_with_its_author_and_its_time()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Hears("/topic", "# There is no topic; /topic TEXT sets one.");
        alice.Sends("/topic Lunch\n/nick al\n");
        alice.Reads();
        _time.Advance(TimeSpan.FromDays(1));
        alice.Hears("/topic", "# Topic: Lunch", "# alice set it, 2026-01-02 03:04 UTC");
    }

    [Test]
    public void A_program_is_sent_the_topic_with_its_time_if_it_wants_typed_answers()
    {
        var (alice, bob) = (RoomClient.Join(_rooms, "alice"), RoomClient.Enter(_rooms, "join lobby bob answers"));
        bob.Hears("command 1 lobby /topic", $"notice {Now} There is no topic; /topic TEXT sets one.", "ack 1 0");
        var then = Now;
        alice.Sends("/topic Lunch é\n/nick al\n");
        bob.Reads();
        _time.Advance(TimeSpan.FromDays(1));
        bob.Hears("command 2 lobby /topic", $"subject lobby {then} alice Lunch é", "ack 2 0");
        bob.Sends("command 3 lobby /join attic\ncommand 4 attic /topic Attics\n");
        bob.Reads();
        bob.Hears("command 5 attic /topic", $"subject attic {Now} bob Attics", "ack 5 2");
    }

    [TestCase("/topic -")]
    [TestCase("/topic  - ")]
    public void A_dash_removes_the_topic(string typed)
    {
        var (alice, bob) = (RoomClient.Join(_rooms, "alice"), RoomClient.Enter(_rooms, "join lobby bob"));
        alice.Reads();
        alice.Hears(typed, "# There is no topic; /topic TEXT sets one.");
        alice.Sends("/topic Lunch\n");
        alice.Reads();
        alice.Hears(typed, "alice took the topic away!");
        alice.Hears("/topic", "# There is no topic; /topic TEXT sets one.");
        Assert.That(bob.Reads()[^1], Is.EqualTo($"topic 4 {Now} lobby alice "));
        Assert.That(RoomClient.Enter(_rooms, "watch lobby now").Room.Topic, Is.Null);
    }

    [Test]
    public void A_topic_of_more_than_four_hundred_bytes_is_refused_and_changes_nothing()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        var longest = string.Concat(Enumerable.Repeat("é", 200));
        alice.Hears($"/topic {longest}", $"alice set the topic: {longest}");
        alice.Hears($"/topic {longest}x", "! That topic is too long and was not set: the limit is 400 bytes.");
        Assert.That(_rooms.Lobby.Topic?.ToString(), Is.EqualTo(longest));
    }

    [Test]
    public void Control_sequences_are_removed_from_a_topic() =>
        RoomClient.Join(_rooms, "alice").Hears("/topic \e[31mred\u202E", "alice set the topic: red");

    [Test]
    public void A_newcomer_is_sent_the_topic_after_its_welcome_in_every_dialect()
    {
        var room = _rooms.Lobby;
        RoomReader.Join(room, "alice").Types("/topic Lunch é");
        var subject = $"subject lobby {Now} alice Lunch é";
        Assert.That(RoomReader.Join(room, "line").Reads(), Is.EqualTo(["line joined!", "Connected to server!", "# Topic: Lunch é"]));
        Assert.That(RoomReader.Join(room, "old", TestDialects.Tutorial).Reads(), Is.EqualTo(["old joined!", "Connected to server!", "# Topic: Lunch ?"]));
        Assert.That(RoomReader.Join(room, "new", TestDialects.Typed).Reads()[..2], Is.EqualTo([$"welcome lobby new 4 {Now} 4", subject]));
        Assert.That(RoomReader.Watch(room, Since.After(4)).Reads()[..2], Is.EqualTo([$"watching lobby 5 {Now} 5", subject]));
        Assert.That(RoomReader.Send(room, "ci").Reads(), Is.EqualTo([$"welcome lobby ci 5 {Now} 4"]), "a sender reads nothing of the room");
    }

    [Test]
    public void A_topic_belongs_to_one_room()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Sends("/topic Lunch\n/join attic\n");
        alice.Reads();
        alice.Hears("/topic", "# There is no topic; /topic TEXT sets one.");
    }

    [Test]
    public void The_rooms_command_lists_rooms_with_members_or_a_topic_the_fullest_first()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Hears("/rooms", "# lobby             1 here");
        alice.Sends("/join attic\n/topic old things\n/join empty\n/join a-room-with-a-name-of-32-letters\n/topic é\n");
        alice.Reads();
        RoomClient.Enter(_rooms, "join lobby bob");
        RoomClient.Enter(_rooms, "join LOBBY carol");
        RoomClient.Enter(_rooms, "send lobby ci");
        RoomClient.Enter(_rooms, "watch empty now");
        alice.Hears(
            "/rooms",
            "# lobby             2 here",
            "# a-room-with-a-name-of-32-letters  1 here  é",
            "# attic             0 here  old things");
    }

    [Test]
    public void The_list_of_rooms_is_bounded_however_many_there_are()
    {
        for (var number = 1; number < 150; number++)
        {
            RoomClient.Enter(_rooms, $"join room{number} somebody");
        }

        var alice = RoomClient.Join(_rooms, "alice");
        alice.Sends("/rooms\n");
        var lines = alice.Reads();
        Assert.That(lines, Has.Length.EqualTo(101));
        Assert.That(lines[^1], Is.EqualTo("# and 50 more"));
    }
}
