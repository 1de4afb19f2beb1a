using ChatRoom.Bench.Measuring;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench.Measuring;

internal sealed class SpreadTests
{
    [Test]
    public void Every_member_is_in_one_room_and_the_rooms_differ_by_one_at_most(
        [Values(0, 1, 5, 10, 64_999, 65_000)] int members, [Values(1, 2, 3, 10, 9_999)] int rooms)
    {
        var spread = new Spread(members, rooms);

        var counts = Enumerable.Range(0, members).GroupBy(spread.RoomOf).ToDictionary(room => room.Key, room => room.Count());

        for (var room = 0; room < rooms; room++)
        {
            Assert.That(spread.CountIn(room), Is.EqualTo(counts.GetValueOrDefault(room)));
            Assert.That(spread.CountIn(room), Is.InRange(members / rooms, (members + rooms - 1) / rooms));
        }

        for (var member = 0; member < members; member++)
        {
            Assert.That(member - spread.FirstOf(spread.RoomOf(member)), Is.InRange(0, spread.CountIn(spread.RoomOf(member)) - 1));
        }
    }

    [Test]
    public void The_first_room_has_a_member_if_any_has() => Assert.That(new Spread(1, 10).CountIn(0), Is.EqualTo(1));
}
