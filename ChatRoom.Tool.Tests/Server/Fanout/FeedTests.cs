using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

internal sealed class FeedTests
{
    private const string Missed = "# Missing here, as the server no longer has them: ";

    private readonly Room _room = TestRooms.Lobby(new ManualTime(), 1 << 20);
    private readonly Room _smallRoom = TestRooms.Lobby(new ManualTime(), 64 << 10);

    [Test]
    public void A_feed_outside_a_room_reads_only_the_mailbox()
    {
        var mailbox = new Mailbox(TestDialects.Line);
        var feed = new Feed(mailbox);
        Assert.That(feed.TryNext(feed.Horizon, out _), Is.False);

        mailbox.TryAddRaw(default, "NAME"u8);

        Assert.That(feed.TryNext(feed.Horizon, out var slice));
        Assert.That(Encoding.UTF8.GetString(slice.Lines.Span), Is.EqualTo("NAME"));
        feed.Advance(slice.End);
        Assert.That(feed.TryNext(feed.Horizon, out _), Is.False);
    }

    [Test]
    public void A_reader_begins_with_its_own_join()
    {
        RoomReader.Join(_room, "bob").Types("before");
        var alice = RoomReader.Join(_room, "alice");
        Assert.That(alice.Reads(), Is.EqualTo(["alice joined!", "Connected to server!"]));
        Assert.That(alice.Reads(), Is.Empty);
    }

    [Test]
    public void Private_lines_keep_their_place_among_public_ones()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.Join(_room, "bob"));
        bob.Types("1");
        bob.Types("/msg alice 2");
        bob.Types("/msg alice 3");
        bob.Types("4");
        _room.Notify(alice.Member, "5");
        Assert.That(alice.Reads(), Is.EqualTo(["bob joined!", "bob: 1", "(private to alice) bob: 2", "(private to alice) bob: 3", "bob: 4", "# 5"]));
    }

    [Test]
    public void An_acknowledgement_comes_after_its_event()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        alice.Types("mine");
        _room.Acknowledge(alice.Member, number: 1);
        RoomReader.Join(_room, "bob");

        Assert.That(
            alice.Reads().Select(line => line.Split(' ')[0]),
            Is.EqualTo(["message", "ack", "join"]));
    }

    [Test]
    public void Acknowledgements_that_were_not_read_replace_one_another()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        for (var number = 1; number <= 3; number++)
        {
            alice.Types("mine");
            _room.Acknowledge(alice.Member, number);
        }

        Assert.That(alice.Reads().Select(line => line.Split(' ')[0]), Is.EqualTo(["message", "message", "message", "ack"]));
        Assert.That(alice.Reads(), Is.Empty);
        _room.Acknowledge(alice.Member, number: 3);
        Assert.That(alice.Reads(), Is.EqualTo(["ack 3 4"]));
    }

    [Test]
    public void A_reader_that_falls_behind_is_sent_the_number_of_missed_events()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_smallRoom, "alice"), RoomReader.JoinAndRead(_smallRoom, "bob"));
        alice.Reads();
        const int Said = 20_000;
        for (var i = 1; i <= Said; i++)
        {
            bob.Types($"{i}");
        }

        var read = alice.Reads();

        Assert.That(read[0], Does.StartWith(Missed));
        var missed = int.Parse(read[0][Missed.Length..], CultureInfo.InvariantCulture);
        Assert.That(missed, Is.InRange(1, Said - 1));
        Assert.That(read[1..], Is.EqualTo(Enumerable.Range(missed + 1, Said - missed).Select(i => $"bob: {i}")));
        bob.Types("next");
        Assert.That(alice.Reads(), Is.EqualTo(["bob: next"]));
    }

    [Test]
    public void A_program_is_sent_the_id_of_the_first_missed_event()
    {
        var alice = RoomReader.JoinAndRead(_smallRoom, "alice", TestDialects.Typed);
        var bob = RoomReader.Join(_smallRoom, "bob");
        for (var i = 0; i < 5000; i++)
        {
            bob.Types($"{i}");
        }

        var read = alice.Reads();

        // Event 1 was its own join.
        Assert.That(read[0], Does.Match(@"^gap 2 \d+ lobby$"));
        var missed = int.Parse(read[0].Split(' ')[2], CultureInfo.InvariantCulture);
        Assert.That(read[1], Does.StartWith($"message {missed + 2} "));
    }

    [Test]
    public void Private_lines_keep_their_order_around_a_gap()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_smallRoom, "alice"), RoomReader.JoinAndRead(_smallRoom, "bob"));
        alice.Reads();
        bob.Types("/msg alice first");
        for (var i = 0; i < 20_000; i++)
        {
            bob.Types("x");
        }

        bob.Types("/msg alice last");
        var read = alice.Reads();
        Assert.That(read[0], Is.EqualTo("(private to alice) bob: first"));
        Assert.That(read[1], Does.StartWith(Missed));
        Assert.That(read[2..^1], Is.All.EqualTo("bob: x"));
        Assert.That(read[^1], Is.EqualTo("(private to alice) bob: last"));
    }

    [Test]
    public void Nothing_beyond_the_horizon_is_read()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        alice.Reads();
        bob.Types("1");
        var horizon = alice.Feed.Horizon;
        bob.Types("2");
        Assert.That(alice.ReadsUpTo(horizon), Is.EqualTo(["bob: 1"]));
        Assert.That(alice.Reads(), Is.EqualTo(["bob: 2"]));
    }

    [Test]
    public void A_slice_comes_again_until_the_feed_advances()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        alice.Types("1");
        Assert.That(alice.Feed.TryNext(alice.Feed.Horizon, out _));
        Assert.That(alice.Reads(), Is.EqualTo(["alice: 1"]));
    }

    [Test]
    public void A_partial_advance_goes_on_after_that_line()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        alice.Reads();
        bob.Types("one");
        bob.Types("two");
        bob.Types("/msg alice private");
        bob.Types("three");

        Assert.That(alice.Feed.TryNext(alice.Feed.Horizon, out var slice));
        Assert.That(Encoding.UTF8.GetString(slice.Lines.Span), Is.EqualTo("bob: one\nbob: two\n"));
        alice.Feed.Advance(slice.PlaceAfter("bob: one\n".Length));

        Assert.That(alice.Reads(), Is.EqualTo(["bob: two", "(private to alice) bob: private", "bob: three"]));
    }

    [Test]
    public void A_long_event_of_the_tutorials_dialect_is_one_event()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Tutorial);
        alice.Types(new string('x', Limits.MaxText));
        alice.Types("next");

        Assert.That(alice.Feed.TryNext(alice.Feed.Horizon, out var slice));
        var first = slice.Lines.Span.IndexOf((byte)'\n') + 1;
        Assert.That(first, Is.GreaterThan(Limits.MaxText));
        alice.Feed.Advance(slice.PlaceAfter(first));

        Assert.That(alice.Reads(), Is.EqualTo(["alice: next"]));
    }

    [Test]
    public void A_partial_advance_counts_events_so_that_a_gap_is_right()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_smallRoom, "alice", TestDialects.Typed), RoomReader.Join(_smallRoom, "bob"));
        bob.Types("a");
        bob.Types("b");
        Assert.That(alice.Feed.TryNext(alice.Feed.Horizon, out var slice));
        alice.Feed.Advance(slice.PlaceAfter(slice.Lines.Span.IndexOf(" a\n"u8) + 3));
        for (var i = 0; i < 5000; i++)
        {
            bob.Types($"{i}");
        }

        // Events 1 and 2 were the joins, event 3 was the last that it took.
        Assert.That(alice.Reads()[0], Does.StartWith("gap 4 "));
    }

    [Test]
    public void A_feed_is_at_its_end_when_everything_is_read_and_nothing_more_comes()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        alice.Reads();
        Assert.That(alice.Feed.IsAtEnd, Is.False, "more may come");

        bob.Types("unread");
        _room.Dismiss(alice.Member, Refusal.Draining, retryAfter: null);
        alice.Feed.End();
        Assert.That(alice.Feed.IsAtEnd, Is.False, "a line is unread");
        bob.Types("beyond the end");

        Assert.That(alice.Reads(), Is.EqualTo(["bob: unread", "# The server is shutting down."]));
        Assert.That(alice.Feed.IsAtEnd);
    }

    [Test]
    public void A_feed_with_mail_is_not_at_its_end()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        _room.Notify(alice.Member, "one more thing");
        alice.Leaves();
        alice.Feed.End();
        Assert.That(alice.Feed.IsAtEnd, Is.False);
        Assert.That(alice.Reads(), Is.EqualTo(["# one more thing"]));
        Assert.That(alice.Feed.IsAtEnd);
    }

    [Test]
    public void A_feed_outside_a_room_ends_when_its_mailbox_is_empty()
    {
        var mailbox = new Mailbox(TestDialects.Line);
        var feed = new Feed(mailbox);
        mailbox.TryAddRaw(default, "bye\n"u8);
        feed.End();
        Assert.That(feed.IsAtEnd, Is.False);
        Assert.That(feed.TryNext(feed.Horizon, out var slice));
        feed.Advance(slice.End);
        Assert.That(feed.IsAtEnd);
    }

    [Test]
    public void A_feed_before_a_gap_still_reaches_its_end()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_smallRoom, "alice"), RoomReader.Join(_smallRoom, "bob"));
        alice.Leaves();
        alice.Feed.End();
        for (var i = 0; i < 20_000; i++)
        {
            bob.Types("x");
        }

        // The only event that it may still read was dropped: bob's join.
        Assert.That(alice.Reads(), Is.EqualTo([$"{Missed}1"]));
        Assert.That(alice.Feed.IsAtEnd);
    }
}
