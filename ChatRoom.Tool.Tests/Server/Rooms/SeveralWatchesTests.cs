using ChatRoom.Server.Events;
using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

/// <summary>Programs that watch several rooms over one connection.</summary>
internal sealed class SeveralWatchesTests : SeveralRooms
{
    private static readonly string[] Names = ["lobby", "attic", "cellar", "garden"];

    [Test]
    public void A_room_that_is_watched_beside_others_is_not_forgotten_until_the_watch_ends()
    {
        var watcher = Enter("watch lobby now");
        watcher.Sends("watch attic now\n");
        Assert.That(Rooms.Find("attic"u8)!.Use.IsUnused, Is.False);
        watcher.Sends("unwatch attic\n");
        Assert.That(Rooms.Find("attic"u8)!.Use.IsUnused);
    }

    [Test]
    public void A_connection_watches_every_room_of_a_full_server()
    {
        var watcher = Enter("watch lobby now");
        for (var room = 2; room <= 20; room++)
        {
            watcher.Hears($"watch room{room} now", $"watching room{room} 0 {Now} 1");
        }

        watcher.Hears("watch room21 now", "error too-many-rooms 0 The limit of 10 rooms is reached; /rooms lists the rooms in use.");
        watcher.Hears("unwatch room2", "unwatched room2");
        watcher.Hears("watch room21 now", $"watching room21 0 {Now} 1");

        var other = RoomClient.Connect(Rooms);
        other.Sends("watch * all\n");
        Assert.That(other.Reads().Count(line => line.StartsWith("watching ", StringComparison.Ordinal)), Is.EqualTo(20));
    }

    [Test]
    public void A_pong_comes_after_the_answers_to_all_watches_before_it()
    {
        foreach (var name in Names)
        {
            Enter($"join {name} {name}");
        }

        var watcher = RoomClient.Connect(Rooms);
        watcher.Sends("watch * all\nping watched\n");
        var read = watcher.Reads();
        Assert.That(read.Count(line => line.StartsWith("watching ", StringComparison.Ordinal)), Is.EqualTo(4));
        Assert.That(Array.FindLastIndex(read, line => line.StartsWith("watching ", StringComparison.Ordinal)), Is.LessThan(Array.IndexOf(read, "pong watched")));
    }

    [Test]
    public void The_wish_for_every_room_ends_with_its_connection()
    {
        var watcher = Enter("watch * now");
        watcher.Sends("unwatch *\n");
        Enter("join attic alice");
        Assert.That(watcher.Reads(), Is.EqualTo(["unwatched lobby"]));
    }

    [Test]
    public void A_room_that_a_member_makes_by_moving_is_not_watched_as_well()
    {
        var alice = Enter("join lobby alice");
        alice.Sends("watch * now\ncommand 1 lobby /join attic\n");
        Assert.That(alice.Reads().Count(line => line.StartsWith("join ", StringComparison.Ordinal)), Is.EqualTo(1));
        Enter("join cellar bob");
        Assert.That(alice.Reads(), Is.EqualTo([$"watching cellar 0 {Now} 1", $"join 1 {Now} cellar bob"]));
    }

    [Test]
    public void A_peer_that_keeps_watching_without_reading_is_disconnected()
    {
        var watcher = Enter("watch lobby now");
        for (var i = 0; watcher.End is null && i < 100_000; i++)
        {
            watcher.Sends("watch attic now\nunwatch attic\n");
        }

        Assert.That(watcher.End, Is.EqualTo(CloseReason.NotReading));
    }

    [Test]
    public void A_watch_that_begins_again_is_sent_after_the_end_of_the_earlier_one()
    {
        var (watcher, alice) = (Enter("watch lobby now"), Enter("join lobby alice"));
        watcher.Reads();
        alice.Sends("say 1 lobby one\n");
        watcher.Sends("unwatch lobby\nwatch lobby now\n");
        alice.Sends("say 2 lobby two\n");
        watcher.Leaves();
        Assert.That(watcher.Reads(), Is.EqualTo([
            $"message 2 {Now} lobby alice one", "unwatched lobby", $"watching lobby 2 {Now} 3", $"message 3 {Now} lobby alice two"]));
        Assert.That(watcher.Feed.IsAtEnd);
    }
}
