using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class SenderTests
{
    private readonly ManualTime _time = new();
    private readonly Room _room;

    public SenderTests() => _room = TestRooms.Lobby(_time, 1 << 20);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void A_sender_is_heard_and_never_seen()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var ci = RoomReader.SendAndRead(_room, "ci");
        ci.Types("built");
        Assert.That(ci.Member.LastEventId, Is.EqualTo(2));
        Assert.That(_room.Seats.All.Select(one => $"{one.Name}"), Is.EqualTo(["alice"]));
        ci.Leaves();
        alice.Types("thanks");
        Assert.That(alice.Reads(), Is.EqualTo(["ci: built", "alice: thanks"]));
    }

    [Test]
    public void A_sender_is_sent_its_position_and_nothing_of_the_room()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var ci = RoomReader.Send(_room, "ci");
        alice.Types("unheard");
        Assert.That(ci.Reads(), Is.EqualTo([$"welcome lobby ci 1 {Now} 1"]));
    }

    [Test]
    public void A_sender_gets_its_own_lines_at_once_whatever_is_said_in_the_room()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var ci = RoomReader.SendAndRead(_room, "ci");
        alice.Types("one");
        ci.Types("two");
        _room.Refuse(ci.Reader, new Refusal("some-code", "Some text."), number: 4);
        _room.Acknowledge(ci.Member, number: 5);
        alice.Types("three");
        Assert.That(ci.Reads(), Is.EqualTo(["error some-code 4 Some text.", "ack 5 3"]));
    }

    [Test]
    public void A_sender_is_at_its_end_after_its_answers()
    {
        var ci = RoomReader.SendAndRead(_room, "ci");
        ci.Types("said");
        _room.Dismiss(ci.Reader, Refusal.Draining, retryAfter: null);
        ci.Feed.End();
        Assert.That(ci.Feed.IsAtEnd, Is.False);
        Assert.That(ci.Reads(), Is.EqualTo(["bye draining The server is shutting down."]));
        Assert.That(ci.Feed.IsAtEnd);
    }

    [Test]
    public void A_sender_may_not_have_the_name_of_a_member()
    {
        RoomReader.Join(_room, "alice");
        var (refusal, sender) = ActOutcome.Of(_room.EnterAsync(new JoinRequest(Name("ALICE"), new Mailbox(TestDialects.Typed), Address: null, IsMember: false)));
        Assert.That(refusal, Is.EqualTo(Refusal.NameTaken(Name("ALICE"))));
        Assert.That(sender, Is.Null);
    }

    [Test]
    public void Several_may_send_under_one_name()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var (first, second) = (RoomReader.SendAndRead(_room, "ci"), RoomReader.SendAndRead(_room, "CI"));
        first.Types("one");
        second.Types("two");
        Assert.That(alice.Reads(), Is.EqualTo(["ci: one", "CI: two"]));
    }

    [Test]
    public void A_sender_cannot_imitate_a_member_that_comes_in_under_its_name()
    {
        var ci = RoomReader.SendAndRead(_room, "ci");
        var person = RoomReader.JoinAndRead(_room, "CI");
        Assert.That(ci.Types("I am the one").Refusal, Is.EqualTo(Refusal.NameTaken(Name("ci"))));
        Assert.That(ci.SaysTogether("I", "am"), Is.EqualTo(Refusal.NameTaken(Name("ci"))));
        Assert.That(person.Reads(), Is.Empty);

        var alice = RoomReader.JoinAndRead(_room, "alice");
        person.Leaves();
        Assert.That(ci.Types("again").Refusal, Is.Null);
        Assert.That(alice.Reads(), Is.EqualTo(["CI left!", "ci: again"]));
    }

    [Test]
    public void A_member_may_speak_while_senders_have_its_name()
    {
        var ci = RoomReader.SendAndRead(_room, "alice");
        var alice = RoomReader.JoinAndRead(_room, "alice");
        alice.Types("hi");
        Assert.That(alice.Member.LastEventId, Is.EqualTo(2));
        Assert.That(ci.Reads(), Is.Empty);
    }

    [Test]
    public void A_numbered_request_gets_the_next_free_name([Values] bool isMember)
    {
        RoomReader.Join(_room, "ci");
        var (refusal, second) = ActOutcome.Of(_room.EnterAsync(new JoinRequest(Name("ci"), new Mailbox(TestDialects.Typed), Address: null, isMember, IsNumbered: true)));
        Assert.That(refusal, Is.Null);
        Assert.That(second!.Name.ToString(), Is.EqualTo("ci_2"));
        Assert.That(second.IsPresent, Is.EqualTo(isMember));
    }

    private static Nickname Name(string raw) => Nickname.TryParse(raw, out var name) ? name : throw new ArgumentException(raw);
}
