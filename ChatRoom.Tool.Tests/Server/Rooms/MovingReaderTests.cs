using System.Runtime.CompilerServices;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

/// <summary>The lines that a moving member reads, and the memory that is held for it.</summary>
internal sealed class MovingReaderTests : SeveralRooms
{
    private int _number;

    [Test]
    public void Acknowledgements_of_the_old_room_come_before_the_move()
    {
        var alice = Enter("join lobby alice");
        alice.Sends("say 1 lobby hi\ncommand 2 lobby /join attic\nsay 3 attic ho\n");
        Assert.That(alice.Reads(), Is.EqualTo([
            $"message 2 {Now} lobby alice hi",
            "ack 1 2",
            $"welcome attic alice 0 {Now} 1",
            $"join 1 {Now} attic alice",
            $"message 2 {Now} attic alice ho",
            "ack 3 2",
        ]));
    }

    [Test]
    public void A_slow_reader_gets_all_of_the_old_room_up_to_its_leave_and_its_mail_before_the_new_one()
    {
        var (alice, bob) = (Join("alice"), Join("bob"));
        alice.Reads();
        bob.Sends("1\n/msg alice 2\n3\n");
        alice.Sends("/join attic\n");
        bob.Sends("unheard\n");
        alice.Sends("here\n");
        Assert.That(alice.Reads(), Is.EqualTo([
            "bob: 1", "(private to alice) bob: 2", "bob: 3", "# You are in attic now.", "alice joined!", "alice: here",
        ]));
    }

    [Test]
    public void A_slow_reader_is_sent_the_number_of_missed_events_in_each_room()
    {
        var (alice, bob, carol) = (Join("alice"), Join("bob"), Join("carol"));
        alice.Reads();
        carol.Sends("/join attic\n");
        Fill(bob);
        alice.Sends("/join attic\n");
        Fill(carol);
        var heard = alice.Reads();
        var missed = heard.Where(line => line.StartsWith("# Missing", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(": ")[1])).ToArray();
        Assert.That(heard[0], Does.StartWith("# Missing "));
        Assert.That(missed, Has.Length.EqualTo(2));

        // In the lobby carol's leave and bob's lines; in the attic alice's own join and carol's lines.
        Assert.That(missed.Sum() + heard.Count(line => line.EndsWith(": xx", StringComparison.Ordinal)), Is.EqualTo(1 + 20_000 + 1 + 20_000));
        Assert.That(heard.Count(line => line == "# You are in attic now."), Is.EqualTo(1));
    }

    [Test]
    public void A_member_that_keeps_moving_without_reading_is_disconnected()
    {
        var alice = Join("alice");
        var moves = 0;
        while (alice.End is null && moves < 1000)
        {
            alice.Sends($"/join {(moves++ % 2 == 0 ? "attic" : "lobby")}\n");
        }

        Assert.That(alice.End, Is.EqualTo(CloseReason.NotReading));
        Assert.That(moves, Is.InRange(20, 40));
    }

    [Test]
    public void A_member_that_reads_may_move_without_limit()
    {
        var alice = Join("alice");
        for (var move = 0; move < 1000; move++)
        {
            alice.Sends($"/join {(move % 2 == 0 ? "attic" : "lobby")}\n/join lobby\n");
            Assert.That(alice.Reads(), Is.Not.Empty);
        }

        Assert.That(alice.End, Is.Null);
    }

    [Test]
    public void A_reader_of_a_room_that_was_left_is_not_held_in_memory()
    {
        var alice = Join("alice");
        var stay = Stay(alice);
        alice.Sends("/join attic\n/join lobby\n");
        alice.Reads();
        GC.Collect();
        Assert.That(stay.IsAlive, Is.False);
        GC.KeepAlive(alice);
    }

    [Test]
    public void A_member_that_reads_while_it_moves_gets_everything_in_order()
    {
        const int Rounds = 3000;
        var alice = Join("alice");
        var read = new List<string>();
        var expected = Enumerable.Range(0, Rounds)
            .SelectMany(round => new[] { $"alice: {round}", $"# You are in {RoomOf(round)} now.", "alice joined!", "* alice waves" })
            .ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            alice.Sends($"{round}\n/join {RoomOf(round)}\n/me waves\n");
            if (round % 7 == 0)
            {
                read.AddRange(alice.Reads());
            }
        }

        read.AddRange(alice.Reads());
        Assert.That(read, Is.EqualTo(expected));

        static string RoomOf(int round) => round % 2 == 0 ? "attic" : "lobby";
    }

    [Test]
    public void Each_member_reads_exactly_the_events_of_its_own_stays() => Fuzz.Each(
        (from who in Gen.Choose(0, 3) from act in Gen.Choose(0, 6) select (Who: who, Act: act)).ArrayOf(60),
        steps =>
        {
            var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 4);
            var people = Enumerable.Range(0, 4).Select(number => RoomClient.Enter(rooms, $"join lobby p{number}")).ToArray();
            var heard = people.Select(_ => new List<string>()).ToArray();
            foreach (var (who, act) in steps)
            {
                people[who].Sends(act switch
                {
                    < 3 => $"command {++_number} {people[who].Room} /join room{act}\n",
                    < 5 => $"say {++_number} {people[who].Room} {_number}\n",
                    _ => "ping x\n",
                });
                heard[who].AddRange(act == 6 ? people[who].Reads() : []);
            }

            for (var who = 0; who < people.Length; who++)
            {
                heard[who].AddRange(people[who].Reads());
                AssertStays(rooms, $"p{who}", heard[who]);
            }
        },
        times: 300);

    /// <summary>Each stay is a part of its room's log without a hole, from the member's own join to its own leave.</summary>
    private static void AssertStays(RoomList rooms, string name, List<string> heard)
    {
        var logs = rooms.All().ToDictionary(
            room => room.ToString(), room => RoomReader.Watch(room, Since.All).Reads().Where(IsEvent).ToArray());
        var events = heard.Where(IsEvent).ToArray();
        var next = Array.FindIndex(logs["lobby"], line => line.StartsWith("join ", StringComparison.Ordinal) && line.EndsWith($" {name}", StringComparison.Ordinal)) + 1;
        var room = "lobby";
        foreach (var line in events)
        {
            if (line.Split(' ') is ["join", var id, _, var to, var who] && who == name)
            {
                Assert.That(logs[room].ElementAtOrDefault(next), Does.Match($"^leave .* {name}$"), "everything up to its leave was read");
                (room, next) = (to, int.Parse(id) - 1);
            }

            Assert.That(line, Is.EqualTo(logs[room][next++]));
        }

        Assert.That(next, Is.EqualTo(logs[room].Length));
    }

    private static bool IsEvent(string line) => line.Split(' ')[0] is "join" or "leave" or "message";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Stay(RoomClient roomClient) => new(roomClient.Reader);

    private static void Fill(RoomClient roomClient)
    {
        for (var i = 0; i < 20_000; i++)
        {
            roomClient.Sends("xx\n");
        }
    }
}
