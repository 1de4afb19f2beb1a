using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class RoomMembershipTests
{
    private readonly ManualTime _time = new();
    private readonly Room _room;

    public RoomMembershipTests() => _room = TestRooms.Lobby(_time, 1 << 20);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void A_person_joins_as_in_the_tutorial([ValueSource(typeof(TestDialects), nameof(TestDialects.Plain))] SessionDialect dialect)
    {
        var bob = RoomReader.JoinAndRead(_room, "bob");
        var alice = RoomReader.Join(_room, "alice", dialect);
        Assert.That(alice.Reads(), Is.EqualTo(["alice joined!", "Connected to server!"]));
        Assert.That(bob.Reads(), Is.EqualTo(["alice joined!"]));
    }

    [Test]
    public void A_program_is_sent_its_position_before_its_first_event()
    {
        RoomReader.Join(_room, "bob");
        var alice = RoomReader.Join(_room, "alice", TestDialects.Typed);
        Assert.That(alice.Reads(), Is.EqualTo([$"welcome lobby alice 1 {Now} 2", $"join 2 {Now} lobby alice"]));
    }

    [Test]
    public void A_name_is_taken_in_any_case()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var mailbox = new Mailbox(TestDialects.Line);
        var (refusal, member) = ActOutcome.Of(_room.EnterAsync(new JoinRequest(Name("ALICE"), mailbox, Address: null)));
        Assert.That(refusal, Is.EqualTo(Refusal.NameTaken(Name("ALICE"))));
        Assert.That(member, Is.Null);
        Assert.That(mailbox.HasMail, Is.False);
        Assert.That(alice.Reads(), Is.Empty);
    }

    [Test]
    public void A_name_is_free_again_when_its_holder_has_left()
    {
        RoomReader.Join(_room, "alice").Leaves();
        RoomReader.Join(_room, "Alice");
        Assert.That(Names(), Is.EqualTo("Alice"));
    }

    [Test]
    public void A_client_that_cannot_be_asked_again_gets_the_next_free_name()
    {
        Assert.That(Numbered("alice"), Is.EqualTo("alice"));
        Assert.That(Numbered("alice"), Is.EqualTo("alice_2"));
        Assert.That(Numbered("ALICE"), Is.EqualTo("ALICE_3"));
        Assert.That(Names(), Is.EqualTo("alice alice_2 ALICE_3"));

        string Numbered(string name) => RoomReader.JoinNumbered(_room, name).Name.ToString();
    }

    [Test]
    public void The_others_see_a_member_leave()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        bob.Leaves();
        Assert.That(alice.Reads(), Is.EqualTo(["bob joined!", "bob left!"]));
        Assert.That(Names(), Is.EqualTo("alice"));
    }

    [Test]
    public void A_member_does_not_see_its_own_leave([ValueSource(typeof(TestDialects), nameof(TestDialects.All))] SessionDialect dialect)
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", dialect);
        var bob = RoomReader.Join(_room, "bob", dialect);
        alice.Types("last words");
        alice.Leaves();
        bob.Types("she is gone");
        Assert.That(string.Concat(alice.Reads()), Does.Contain("last words").And.Not.Contain("lea").And.Not.Contain("left").And.Not.Contain("gone"));
    }

    [Test]
    public void Leaving_twice_is_leaving_once()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.Join(_room, "bob"));
        bob.Leaves();
        RoomReader.Join(_room, "bob");
        bob.Leaves();
        Assert.That(alice.Reads(), Is.EqualTo(["bob joined!", "bob left!", "bob joined!"]));
        Assert.That(Names(), Is.EqualTo("alice bob"));
    }

    [Test]
    public void Everybody_sees_a_new_name()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob", TestDialects.Typed));
        alice.Reads();
        Assert.That(ActOutcome.Of(_room.RenameAsync(alice.Member, Name("alicia"))), Is.Null);
        alice.Types("hi");
        Assert.That(alice.Reads(), Is.EqualTo(["alice is now alicia!", "alicia: hi"]));
        Assert.That(bob.Reads(), Is.EqualTo([$"rename 3 {Now} lobby alicia alice", $"message 4 {Now} lobby alicia hi"]));
    }

    [Test]
    public void A_new_name_must_be_free()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        Assert.That(ActOutcome.Of(_room.RenameAsync(bob.Member, Name("ALICE"))), Is.EqualTo(Refusal.NameTaken(Name("ALICE"))));
        Assert.That(bob.Member.Name.ToString(), Is.EqualTo("bob"));
        Assert.That(alice.Reads(), Is.EqualTo(["bob joined!"]));
    }

    [Test]
    public void A_new_name_may_be_the_old_one_in_another_case()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        Assert.That(ActOutcome.Of(_room.RenameAsync(alice.Member, Name("Alice"))), Is.Null);
        Assert.That(alice.Reads(), Is.EqualTo(["alice is now Alice!"]));
        Assert.That(Names(), Is.EqualTo("Alice"));
    }

    [Test]
    public void After_a_rename_the_old_name_is_free_and_the_new_one_leaves()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        ActOutcome.Of(_room.RenameAsync(alice.Member, Name("alicia")));
        var other = RoomReader.JoinAndRead(_room, "alice");
        alice.Leaves();
        Assert.That(other.Reads(), Is.EqualTo(["alicia left!"]));
        Assert.That(Names(), Is.EqualTo("alice"));
    }

    [Test]
    public void A_renamed_member_keeps_its_place_among_the_members()
    {
        var alice = RoomReader.Join(_room, "alice");
        RoomReader.Join(_room, "bob");
        ActOutcome.Of(_room.RenameAsync(alice.Member, Name("zoe")));
        Assert.That(Names(), Is.EqualTo("zoe bob"));
    }

    private static Nickname Name(string raw) => Nickname.TryParse(raw, out var name) ? name : throw new ArgumentException(raw);

    private string Names() => string.Join(' ', _room.Seats.All.Select(one => one.Name));
}
