using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class MovingTests : SeveralRooms
{
    [Test]
    public void A_person_who_moves_reads_the_room_then_its_topic_then_their_own_join()
    {
        var bob = Enter("join attic bob");
        bob.Sends("command 1 attic /topic old things\n");
        var alice = Join("alice");
        alice.Hears("/join ATTIC", "# You are in attic now.", "# Topic: old things", "alice joined!");
        alice.Hears("hi", "alice: hi");
        Assert.That(alice.Room.ToString(), Is.EqualTo("attic"));
    }

    [Test]
    public void A_program_that_moves_is_welcomed_like_a_newcomer()
    {
        var bob = Join("bob");
        bob.Sends("/join Attic\n/topic old things\n");
        var alice = Enter("join lobby alice");
        alice.Hears(
            "command 1 lobby /join attic",
            $"welcome Attic alice 2 {Now} 2",
            $"subject Attic {Now} bob old things",
            $"join 3 {Now} Attic alice",
            "ack 1 0");
        alice.Hears("say 2 attic hi", $"message 4 {Now} Attic alice hi", "ack 2 4");
        alice.Hears("say 3 lobby hi", $"error not-joined 3 That was for the room lobby and was not said: you are in Attic.", "ack 3 4");
    }

    [Test]
    public void The_others_see_a_member_leave_and_join()
    {
        var (alice, bob, carol) = (Join("alice"), Join("bob"), Enter("join attic carol"));
        bob.Sends("/join attic\n");
        Assert.That(alice.Reads(), Is.EqualTo(["bob joined!", "bob left!"]));
        Assert.That(carol.Reads(), Is.EqualTo([$"join 2 {Now} attic bob"]));
        bob.Sends("/join lobby\n");
        Assert.That(alice.Reads(), Is.EqualTo(["bob joined!"]));
        Assert.That(carol.Reads(), Is.EqualTo([$"leave 3 {Now} attic bob"]));
    }

    [Test]
    public void Text_after_the_move_goes_to_the_new_room()
    {
        var (alice, bob) = (Join("alice"), Enter("join attic bob"));
        alice.Sends("before\n/join attic\nafter\n");
        Assert.That(bob.Reads(), Is.EqualTo([$"join 2 {Now} attic alice", $"message 3 {Now} attic alice after"]));
        Assert.That(alice.Reads(), Is.EqualTo(["alice: before", "# You are in attic now.", "alice joined!", "alice: after"]));
    }

    [Test]
    public void Several_moves_in_one_receive_are_read_in_order()
    {
        var alice = Join("alice");
        alice.Sends("0\n/join a\n1\n/join b\n2\n/join a\n3\n/join lobby\n4\n");
        Assert.That(alice.Reads(), Is.EqualTo([
            "alice: 0",
            "# You are in a now.", "alice joined!", "alice: 1",
            "# You are in b now.", "alice joined!", "alice: 2",
            "# You are in a now.", "alice joined!", "alice: 3",
            "# You are in lobby now.", "alice joined!", "alice: 4",
        ]));
        Assert.That(alice.Reads(), Is.Empty);
    }

    [Test]
    public void A_member_whose_name_is_taken_in_the_other_room_stays()
    {
        Enter("join attic ALICE");
        var (alice, bob) = (Join("alice"), Join("bob"));
        alice.Reads();
        alice.Hears("/join attic", "! The name alice is taken; choose another.");
        alice.Hears("still here", "alice: still here");
        Assert.That(bob.Reads(), Is.EqualTo(["alice: still here"]));
        alice.Hears("/nick al", "alice is now al!");
        alice.Hears("/join attic", "# You are in attic now.", "al joined!");
    }

    [TestCase("/join a b", "! That room name is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces.")]
    [TestCase("/join", "! Use it like this: /join ROOM")]
    [TestCase("/join  ", "! Use it like this: /join ROOM")]
    [TestCase("/join Lobby", "! You are in lobby already.")]
    public void A_refused_move_is_explained(string typed, string why)
    {
        var alice = Join("alice");
        alice.Hears(typed, why);
        alice.Hears("still here", "alice: still here");
        Assert.That(Rooms.All(), Has.Length.EqualTo(1));
    }

    [Test]
    public void If_there_are_too_many_rooms_the_member_stays()
    {
        var alice = Join("alice");
        for (var number = 1; number < 10; number++)
        {
            alice.Sends($"/join room{number}\n");
        }

        alice.Reads();
        alice.Hears("/join room10", "! The limit of 10 rooms is reached; /rooms lists the rooms in use.");
        Assert.That(alice.Room.ToString(), Is.EqualTo("room9"));
    }

    [Test]
    public void Bots_and_the_tutorials_clients_cannot_move()
    {
        var bot = Enter("join lobby bot bot");
        bot.Hears("command 1 lobby /join attic", $"error cannot-move 1 {Refusal.CannotMove.Text}", "ack 1 0");
        Join("old", TestDialects.Tutorial).Hears("old: /join attic", $"! {Refusal.CannotMove.Text}");
        Assert.That(Rooms.All(), Has.Length.EqualTo(1));
    }
}
