using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

/// <summary>A connection that reads in several rooms.</summary>
internal sealed class SubscriptionTurnsTests : SeveralRooms
{
    private readonly RoomReader _alice;
    private readonly RoomReader _bob;
    private readonly RoomReader _carol;

    public SubscriptionTurnsTests()
    {
        (Attic, Cellar) = (Make("attic"), Make("cellar"));
        _alice = RoomReader.JoinAndRead(Rooms.Lobby, "alice", TestDialects.Typed);
        _bob = RoomReader.Join(Attic, "bob");
        _carol = RoomReader.Join(Cellar, "carol");
    }

    private Room Attic { get; }

    private Room Cellar { get; }

    [Test]
    public void Each_room_is_read_in_its_own_order()
    {
        _alice.WatchesBeside(Attic, Since.All);
        _alice.WatchesBeside(Cellar, Since.Now);
        Assert.That(_alice.Reads(), Is.EqualTo([$"watching attic 1 {Now} 1", $"join 1 {Now} attic bob", $"watching cellar 1 {Now} 2"]));
        for (var i = 0; i < 3; i++)
        {
            _bob.Types($"b{i}");
            _alice.Types($"a{i}");
            _carol.Types($"c{i}");
        }

        var texts = _alice.Reads().Select(line => line.Split(' ')[^1]).ToArray();
        Assert.That(texts.OrderBy(text => text[0]), Is.EqualTo(["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2"]));
        Assert.That(_alice.Reads(), Is.Empty);
    }

    [Test]
    public void A_room_with_much_to_send_takes_turns_with_the_others()
    {
        _alice.WatchesBeside(Attic, Since.Now);
        _alice.Reads();
        for (var i = 0; i < 1000; i++)
        {
            _bob.Types(new string('x', 1000));
        }

        _alice.Types("a");
        Assert.That(NextRoom(), Is.EqualTo("attic"));
        Assert.That(NextRoom(), Is.EqualTo("lobby"));
        Assert.That(NextRoom(), Is.EqualTo("attic"));
    }

    [Test]
    public void Only_rooms_with_something_new_take_a_turn()
    {
        _alice.WatchesBeside(Attic, Since.Now);
        _alice.WatchesBeside(Cellar, Since.Now);
        _alice.Reads();
        Assert.That(_alice.Feed.HasNext, Is.False);
        _carol.Types("c");
        Assert.That(_alice.Feed.HasNext);
        _alice.Feed.TakeNext();
        Assert.That(_alice.ReadsUpTo(_alice.Feed.Horizon), Is.EqualTo([$"message 2 {Now} cellar carol c"]));
        _alice.Feed.EndTurn();
        Assert.That(_alice.Feed.HasNext, Is.False);
    }

    [Test]
    public void Everything_up_to_the_end_of_one_room_is_read_and_the_others_go_on()
    {
        var attic = _alice.WatchesBeside(Attic, Since.Now);
        _alice.Reads();
        _bob.Types("b");
        Attic.Leave(attic, why: "");
        _bob.Types("beyond");
        _alice.Types("a");
        Assert.That(_alice.Reads().Select(line => line.Split(' ')[^1]), Is.EquivalentTo(["a", "b"]));
        Assert.That(attic.Mailbox.Subscription, Is.Null, "it is not held in memory");
    }

    [Test]
    public void The_last_line_of_a_connection_comes_after_all_rooms()
    {
        var attic = _alice.WatchesBeside(Attic, Since.Now);
        _alice.Reads();
        _bob.Types("b");
        _alice.Types("a");
        Rooms.Lobby.Dismiss(_alice.Member, Refusal.Draining, retryAfter: null);
        Attic.Leave(attic, why: "");
        _alice.Feed.End();
        Assert.That(_alice.Feed.IsAtEnd, Is.False);
        var read = _alice.Reads();
        Assert.That(read[..^1].Select(line => line.Split(' ')[^1]), Is.EquivalentTo(["a", "b"]));
        Assert.That(read[^1], Does.StartWith("bye "));
        Assert.That(_alice.Feed.IsAtEnd);
    }

    [Test]
    public void A_slow_reader_is_sent_the_gap_of_each_room()
    {
        _alice.WatchesBeside(Attic, Since.Now);
        _alice.Reads();
        for (var i = 0; i < 20_000; i++)
        {
            _bob.Types("b");
            _alice.Types("a");
        }

        var read = _alice.Reads();
        Assert.That(read.Where(line => line.StartsWith("gap ", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1]), Is.EquivalentTo(["lobby", "attic"]));
    }

    private string NextRoom()
    {
        _alice.Feed.TakeNext();
        Assert.That(_alice.Feed.TryNext(_alice.Feed.Horizon, out var slice));
        _alice.Feed.Advance(slice.End);
        return Encoding.UTF8.GetString(slice.Lines.Span).Split(' ', '\n')[3];
    }

    private Room Make(string name)
    {
        Assert.That(Nickname.TryParse(Encoding.UTF8.GetBytes(name), out var room));
        return ActOutcome.Of(Rooms.FindToWatchAsync(room!)).Room!;
    }
}
