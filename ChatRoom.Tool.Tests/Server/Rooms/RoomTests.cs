using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class RoomTests
{
    private readonly ManualTime _time = new();
    private readonly Room _room;

    public RoomTests() => _room = TestRooms.Lobby(_time, 1 << 20);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void Everybody_reads_messages_in_the_same_order()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob", TestDialects.Tutorial));
        alice.Reads();
        alice.Types("hi é");
        bob.Types("hello");
        Assert.That(alice.Reads(), Is.EqualTo(["alice: hi é", "bob: hello"]));
        Assert.That(bob.Reads(), Is.EqualTo(["alice: hi ?", "bob: hello"]));
    }

    [Test]
    public void A_whisper_is_read_by_two()
    {
        var (alice, bob, carol) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob", TestDialects.Typed), RoomReader.JoinAndRead(_room, "carol"));
        alice.Reads();
        bob.Reads();
        Assert.That(alice.Types("/msg BOB psst").Refusal, Is.Null);
        Assert.That(alice.Reads(), Is.EqualTo(["(private to bob) alice: psst"]));
        Assert.That(bob.Reads(), Is.EqualTo([$"private {Now} lobby alice bob psst"]));
        Assert.That(carol.Reads(), Is.Empty);
    }

    [Test]
    public void A_whisper_to_oneself_is_read_once()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        alice.Types("/msg alice psst");
        Assert.That(alice.Reads(), Is.EqualTo(["(private to alice) alice: psst"]));
    }

    [Test]
    public void A_whisper_to_nobody_is_refused()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        Assert.That(alice.Types("/msg bob psst").Refusal, Is.EqualTo(Refusal.NobodyNamed("bob")));
        Assert.That(alice.Reads(), Is.Empty);
    }

    [Test]
    public void A_whisper_to_somebody_who_does_not_read_is_refused()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.Join(_room, "bob"));
        alice.Reads();
        var text = new string('x', Limits.MaxText);
        for (var i = 0; i < Mailbox.Capacity / Limits.MaxText; i++)
        {
            var refusal = alice.Types($"/msg bob {text[20..]}").Refusal;
            Assert.That(refusal is null == (alice.Reads().Length == 1), "the sender sees what was delivered and only that");
            if (refusal is not null)
            {
                Assert.That(refusal, Is.EqualTo(Refusal.ReceiverNotReading(Name("bob"))));
                Assert.That(bob.Member.Overflowed, Is.False, "it is not the receiver's fault");
                return;
            }
        }

        Assert.Fail("the mailbox took more than it holds");
    }

    [Test]
    public void A_member_that_sends_without_reading_overflows()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        for (var i = 0; i < Mailbox.Capacity && !alice.Member.Overflowed; i++)
        {
            _room.Refuse(alice.Member, Refusal.TooLong, number: 0);
        }

        Assert.That(alice.Member.Overflowed);
    }

    [Test]
    public void A_dismissed_member_reads_the_reason_last_and_nobody_else_does()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        alice.Reads();
        bob.Types("before");
        _room.Dismiss(alice.Member, Refusal.NotReading, retryAfter: null);
        bob.Types("after");
        Assert.That(alice.Reads(), Is.EqualTo(["bob: before", $"# {Refusal.NotReading.Text}"]));
        Assert.That(bob.Reads(), Is.EqualTo(["bob: before", "bob: after"]));
    }

    [Test]
    public void A_refusal_and_a_pong_go_to_one_reader_only()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed), RoomReader.JoinAndRead(_room, "bob", TestDialects.Typed));
        alice.Reads();
        _room.Refuse(alice.Member, new Refusal("some-code", "Some text."), number: 9);
        _room.Send(alice.Member, new ServerLine { Kind = ServerLineKind.Pong, Text = "token"u8 });
        Assert.That(alice.Reads(), Is.EqualTo(["error some-code 9 Some text.", "pong token"]));
        Assert.That(bob.Reads(), Is.Empty);
    }

    [Test]
    public void A_person_reads_how_many_lines_were_refused([ValueSource(typeof(TestDialects), nameof(TestDialects.Plain))] SessionDialect dialect)
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", dialect);
        _room.Refuse(alice.Member, new Refusal("some-code", "Some text."), number: 1, last: 3);
        _room.Refuse(alice.Member, new Refusal("some-code", "Some text."), number: 1, last: 1);
        Assert.That(alice.Reads(), Is.EqualTo(["! 3 lines were not said: Some text.", "! Some text."]));
    }

    [Test]
    public void Ids_are_one_two_three_without_holes()
    {
        var alice = RoomReader.Join(_room, "alice", TestDialects.Typed);
        var bob = RoomReader.Join(_room, "bob");
        bob.Types("said");
        Assert.That(bob.Member.LastEventId, Is.EqualTo(3));
        bob.Types("/me acts");
        Assert.That(bob.Member.LastEventId, Is.EqualTo(4));
        bob.Types("/msg alice private");
        bob.Types("/nick robert");
        bob.Types("/who");
        bob.Leaves();
        var ids = alice.Reads().Where(line => !line.StartsWith("welcome ") && !line.StartsWith("private ")).Select(line => line.Split(' ')[1]);
        Assert.That(ids, Is.EqualTo(["1", "2", "3", "4", "5", "6"]));
    }

    [Test]
    public void Times_do_not_run_backwards_if_the_clock_goes_back_a_little()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        var before = Now;
        _time.SetClock(TimeSpan.FromSeconds(-5));
        alice.Types("said");
        alice.Types("/msg alice private");
        _room.Notify(alice.Member, "notice");
        Assert.That(alice.Reads(), Is.EqualTo([$"message 2 {before} lobby alice said", $"private {before} lobby alice alice private", $"notice {before} notice"]));
    }

    [Test]
    public void A_dialect_that_nobody_reads_any_more_is_not_encoded()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob", TestDialects.Tutorial));
        bob.Leaves();
        var head = bob.Member.Log.Head;
        alice.Types("unheard");
        Assert.That(bob.Member.Log.Head, Is.EqualTo(head));
        Assert.That(RoomReader.Join(_room, "carol", TestDialects.Tutorial).Reads(), Is.EqualTo(["carol joined!", "Connected to server!"]));
    }

    [Test]
    public void Each_change_queues_its_readers_once()
    {
        var alice = RoomReader.Join(_room, "alice");
        var turns = new Turns(alice.Feed);
        AssertChanges(() => RoomReader.Join(_room, "bob"));
        AssertChanges(() => RoomReader.JoinNumbered(_room, "bob"));
        AssertChanges(() => alice.Types("said"));
        AssertChanges(() => alice.Types("/me acts"));
        AssertChanges(() => alice.Types("/nick alicia"));
        AssertChanges(() => alice.Types("/msg bob private"));
        AssertChanges(() => _room.Notify(alice.Member, "notice"));
        AssertChanges(() => _room.Refuse(alice.Member, Refusal.TooLong, 0));
        AssertChanges(() => _room.Acknowledge(alice.Member, 1));
        AssertChanges(() => _room.Dismiss(alice.Member, Refusal.Draining, retryAfter: null));
        AssertChanges(alice.Leaves);
        RoomReader.Join(_room, "carol").Types("unheard");
        Assert.That(turns.Take(), Is.Zero, "it has left");

        void AssertChanges(Action change)
        {
            change();
            Assert.That(turns.Take(), Is.EqualTo(1));
        }
    }

    [Test]
    public void Many_may_talk_at_once()
    {
        const int Each = 2000;
        var reader = RoomReader.JoinAndRead(_room, "reader", TestDialects.Typed);
        var talkers = Enumerable.Range(0, 4).Select(i => RoomReader.Join(_room, $"t{i}")).ToArray();
        reader.Reads();
        var random = new Random(17);
        var saidBy = new int[talkers.Length];
        while (saidBy.Any(said => said < Each))
        {
            var talker = random.Next(talkers.Length);
            if (saidBy[talker] < Each)
            {
                talkers[talker].Types($"{saidBy[talker]++}");
            }
        }

        var lines = reader.Reads().Select(line => line.Split(' ')).ToArray();
        Assert.That(lines.Select(line => line[1]), Is.EqualTo(Enumerable.Range(6, 4 * Each).Select(id => $"{id}")), "one order without holes");
        foreach (var talker in talkers)
        {
            var said = lines.Where(line => line[4] == talker.Member.Name.ToString()).Select(line => line[5]);
            Assert.That(said, Is.EqualTo(Enumerable.Range(0, Each).Select(i => $"{i}")), "each in its own order");
        }
    }

    private static Nickname Name(string raw) => Nickname.TryParse(raw, out var name) ? name : throw new ArgumentException(raw);
}
