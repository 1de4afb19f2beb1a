using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

internal sealed class EventOfSeveralLinesTests
{
    private readonly Room _room = TestRooms.Lobby(new ManualTime(), 1 << 20);

    [Test]
    public void A_cut_inside_an_event_of_several_lines_goes_on_with_the_rest_of_the_event()
    {
        var alice = RoomReader.Join(_room, "alice", new TwoLineDialect());
        alice.Reads();
        alice.Types("one");
        alice.Types("two");

        Assert.That(alice.Feed.TryNext(alice.Feed.Horizon, out var slice));
        var (whole, half) = (slice.Length / 2, slice.Length / 4);
        Assert.That(new[] { slice.EndOfEvent(0), slice.EndOfEvent(half), slice.EndOfEvent(whole - 1) }, Has.All.EqualTo(whole));
        Assert.That(slice.EndOfEvent(whole), Is.EqualTo(slice.Length));
        alice.Feed.Advance(slice.PlaceAfter(whole));

        Assert.That(alice.Reads(), Is.EqualTo(["alice: two", "alice: two"]));
    }
}
