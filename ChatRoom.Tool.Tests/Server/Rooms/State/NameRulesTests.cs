using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

/// <summary>Names that are free, and names that are refused.</summary>
internal sealed class NameRulesTests
{
    private readonly Room _room = TestRooms.Lobby(new ManualTime(), 1 << 20);

    [Test]
    public void A_name_that_looks_like_a_members_is_refused_until_the_member_leaves()
    {
        var alice = RoomReader.Join(_room, "alice");
        Assert.That(Enter("a1ice"), Is.EqualTo(new Refusal("name-taken", "The name a1ice looks like alice, who is here; choose another.")));
        Assert.That(Enter("a1ice", isMember: false)?.Code, Is.EqualTo("name-taken"));
        Assert.That(Enter("ALICE"), Is.EqualTo(Refusal.NameTaken(Name("ALICE"))));
        alice.Leaves();
        Assert.That(Enter("a1ice"), Is.Null);
    }

    [Test]
    public void A_new_name_may_look_like_the_old_one_but_not_like_another_members()
    {
        RoomReader.Join(_room, "alice");
        var bob = RoomReader.JoinAndRead(_room, "bob");
        Assert.That(bob.Types("/nick A1ICE").Refusal, Is.EqualTo(Refusal.NameLooksLike(Name("A1ICE"), Name("alice"))));
        Assert.That(bob.Types("/nick b0b").Refusal, Is.Null);
        Assert.That(bob.Types("/nick Bob").Refusal, Is.Null);
        Assert.That(bob.Reads(), Is.EqualTo(["bob is now b0b!", "b0b is now Bob!"]));
    }

    [Test]
    public void A_taken_name_gets_the_first_free_number()
    {
        Assert.That(Free("alice"), Is.EqualTo("alice"));
        RoomReader.Join(_room, "alice");
        Assert.That(Free("ALICE"), Is.EqualTo("ALICE_2"));
        RoomReader.Join(_room, "Alice_2");
        RoomReader.Join(_room, "alice_4");
        Assert.That(Free("alice"), Is.EqualTo("alice_3"));
    }

    [Test]
    public void A_taken_name_of_full_length_is_shortened_for_its_number()
    {
        var longest = new string('a', Limits.MaxName);
        for (var number = 2; number <= 11; number++)
        {
            RoomReader.Join(_room, Free(longest));
        }

        Assert.That(Free(longest), Is.EqualTo(longest[..^3] + "_11"));
    }

    [Test]
    public void A_numbered_name_avoids_reserved_names_and_names_that_look_like_it()
    {
        RoomReader.Join(_room, "alice");
        Assert.That(RoomReader.JoinNumbered(_room, "a1ice").Name.ToString(), Is.EqualTo("a1ice_2"));
        Assert.That(RoomReader.JoinNumbered(_room, "Admin").Name.ToString(), Is.EqualTo("Admin_2"));
    }

    [Test]
    public void A_sender_may_say_nothing_while_a_member_has_a_name_that_looks_like_its_own()
    {
        var sender = RoomReader.SendAndRead(_room, "a1ice");
        var alice = RoomReader.Join(_room, "alice");
        Assert.That(sender.Types("hi").Refusal?.Code, Is.EqualTo("name-taken"));
        alice.Leaves();
        Assert.That(sender.Types("hi").Refusal, Is.Null);
    }

    [Test]
    public void A_private_message_goes_to_the_name_that_was_typed_and_to_none_that_looks_like_it()
    {
        var alice = RoomReader.Join(_room, "alice");
        Assert.That(alice.Types("/msg a1ice psst").Refusal, Is.EqualTo(Refusal.NobodyNamed("a1ice")));
    }

    [Test]
    public void A_name_that_looks_like_the_servers_or_an_operators_is_refused(
        [Values("server", "Server", "chatroom", "chatr00m", "system", "operator", "0perator", "admin", "Adm1n", "moderator")] string name)
    {
        Assert.That(
            Enter(name),
            Is.EqualTo(new Refusal("name-reserved", $"The name {name} is reserved, so that nobody can pose as the server; choose another.")));
        Assert.That(RoomReader.Join(_room, "alice").Types($"/nick {name}").Refusal?.Code, Is.EqualTo("name-reserved"));
    }

    private static Nickname Name(string name) => Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name);

    private string Free(string name) => new NameRules(_room.Seats, new Bans(new ManualTime()), now: 0).NextFree(Name(name)).ToString();

    private Refusal? Enter(string name, bool isMember = true) =>
        ActOutcome.Of(_room.EnterAsync(new JoinRequest(Name(name), new Mailbox(TestDialects.Typed), Address: null, isMember))).Refusal;
}
