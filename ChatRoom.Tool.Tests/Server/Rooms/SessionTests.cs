using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

/// <summary>Clients that come back to a room with a session.</summary>
internal sealed class SessionTests
{
    private const string Id = "0123456789abcdef";
    private const string Other = "fedcba9876543210";

    private readonly ManualTime _time = new();
    private readonly Room _room;

    public SessionTests() => _room = TestRooms.Lobby(_time, 1 << 20);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void A_new_session_has_processed_nothing()
    {
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        Assert.That(ci.Reads(), Is.EqualTo(["session 0", $"welcome lobby ci 0 {Now} 1", $"join 1 {Now} lobby ci"]));
    }

    [Test]
    public void A_client_that_comes_back_is_sent_its_progress_and_its_refusals()
    {
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        ci.Says(1, "one", "two");
        _room.Refuse(ci.Reader, Refusal.TooLong, number: 3);
        ci.Says(4, "four");
        _room.Refuse(ci.Reader, Refusal.TooLong, number: 5);
        _room.Acknowledge(ci.Member, number: 6);
        ci.Leaves();

        var again = RoomReader.EnterWithSession(_room, "ci", Id, isResumed: true);
        Assert.That((again.Member.NumberAtJoin, again.Member.LastEventId), Is.EqualTo((6, 4)));
        Assert.That(again.Reads(), Is.EqualTo([
            "session 6",
            $"error refused-before 3 {Refusal.RefusedBefore.Text}",
            $"error refused-before 5 {Refusal.RefusedBefore.Text}",
            $"welcome lobby ci 5 {Now} 1",
            $"join 6 {Now} lobby ci",
        ]));
    }

    [Test]
    public void A_range_of_refusals_is_sent_again_as_one_line()
    {
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        _room.Refuse(ci.Reader, Refusal.TooLong, number: 1, last: 5000);
        ci.Says(5001, "one");
        _room.Refuse(ci.Reader, Refusal.TooLong, number: 5002);
        _room.Acknowledge(ci.Member, number: 5002);
        ci.Leaves();

        Assert.That(RoomReader.EnterWithSession(_room, "ci", Id, isResumed: true).Reads()[..3], Is.EqualTo([
            "session 5002",
            $"refused refused-before 1 5000 {Refusal.AllRefusedBefore.Text}",
            $"error refused-before 5002 {Refusal.RefusedBefore.Text}",
        ]));
    }

    [Test]
    public void A_client_that_missed_the_first_answer_may_begin_the_session_again()
    {
        RoomReader.EnterWithSession(_room, "ci", Id).Says(1, "one");
        Assert.That(RoomReader.EnterWithSession(_room, "ci", Id).Reads()[0], Is.EqualTo("session 1"));
    }

    [Test]
    public void An_unknown_session_cannot_be_resumed()
    {
        Assert.That(RoomReader.Refused(_room, "ci", Id, isResumed: true), Is.EqualTo(Refusal.SessionForgotten));
        Assert.That(_room.Seats.All, Is.Empty);
    }

    [Test]
    public void A_session_is_forgotten_a_day_after_its_last_use()
    {
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        _time.Advance(TimeSpan.FromDays(3));
        ci.Leaves();
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        RoomReader.EnterWithSession(_room, "ci", Id, isResumed: true).Leaves();
        _time.Advance(TimeSpan.FromHours(24));
        Assert.That(RoomReader.Refused(_room, "ci", Id, isResumed: true), Is.EqualTo(Refusal.SessionForgotten));
    }

    [Test]
    public void A_session_that_ended_is_forgotten_at_once()
    {
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        ci.Member.EndsSession = true;
        ci.Leaves();
        Assert.That(RoomReader.Refused(_room, "ci", Id, isResumed: true), Is.EqualTo(Refusal.SessionForgotten));
    }

    [Test]
    public void A_client_that_takes_its_own_place_is_the_same_member()
    {
        var earlier = RoomReader.EnterWithSession(_room, "ci", Id, isBot: true);
        var came = Now;
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        earlier.Reads();
        var isReplaced = false;
        earlier.Member.WhenReplaced = () => isReplaced = true;
        _time.Advance(TimeSpan.FromMinutes(5));

        var ci = RoomReader.EnterWithSession(_room, "CI", Id, isResumed: true);

        Assert.That(earlier.Reads(), Is.EqualTo([$"bye replaced {Refusal.Replaced.Text}"]));
        Assert.That(isReplaced);
        Assert.That(ci.Reads(), Is.EqualTo(["session 0", $"welcome lobby ci 2 {Now} 2"]));
        Assert.That(_room.Seats.All.Select(one => (one.Name.ToString(), one.IsBot, one.Since)), Is.EqualTo([("ci", true, came), ("alice", false, came)]));
        earlier.Leaves();
        ci.Says(1, "beep");
        Assert.That(alice.Reads(), Is.EqualTo([$"bot 3 {Now} lobby ci beep"]));
        Assert.That(earlier.Reads(), Is.Empty);
    }

    [Test]
    public void A_replaced_member_can_say_and_do_nothing()
    {
        var earlier = RoomReader.EnterWithSession(_room, "ci", Id);
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        earlier.Reads();
        ci.Reads();
        Assert.That(earlier.Says(1, "one", "two"), Is.EqualTo(Refusal.Replaced));
        Assert.That(earlier.SaysTogether("one"), Is.EqualTo(Refusal.Replaced));
        foreach (var typed in new[] { "text", "/me acts", "/nick boss", "/nick ci", "/msg ci psst" })
        {
            Assert.That(earlier.Types(typed).Refusal, Is.EqualTo(Refusal.Replaced), typed);
        }

        _room.Refuse(earlier.Reader, Refusal.TooLong, number: 7);
        _room.Acknowledge(earlier.Member, number: 8);
        earlier.Member.EndsSession = true;
        _room.Dismiss(earlier.Reader, Refusal.Draining, retryAfter: null);
        Assert.That(earlier.Reads(), Is.Empty);
        Assert.That(ci.Reads(), Is.Empty);
        Assert.That(ci.Member.Session!.Number, Is.Zero);
        Assert.That(ci.Member.Session.Holder, Is.EqualTo(ci.Member.Holder));
    }

    [Test]
    public void A_client_that_comes_back_under_another_name_is_seen_to_leave()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var earlier = RoomReader.EnterWithSession(_room, "ci", Id);
        var ci = RoomReader.EnterWithSession(_room, "build", Id);
        Assert.That(alice.Reads(), Is.EqualTo(["ci joined!", "ci left!", "build joined!"]));
        Assert.That(earlier.Reads()[^1], Does.StartWith("bye replaced "), "it does not see itself leave");
        earlier.Leaves();
        ci.Leaves();
        Assert.That(alice.Reads(), Is.EqualTo(["build left!"]));
    }

    [Test]
    public void A_member_that_comes_back_as_a_sender_leaves_and_a_sender_that_comes_back_as_a_member_joins()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        RoomReader.EnterWithSession(_room, "ci", Id);
        RoomReader.EnterWithSession(_room, "ci", Id, isMember: false).Says(1, "one");
        Assert.That(alice.Reads(), Is.EqualTo(["ci joined!", "ci left!", "ci: one"]));
        var member = RoomReader.EnterWithSession(_room, "ci", Id);
        Assert.That(member.Reads()[0], Is.EqualTo("session 1"));
        Assert.That(alice.Reads(), Is.EqualTo(["ci joined!"]));
    }

    [Test]
    public void A_sender_that_comes_back_continues_unseen()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var earlier = RoomReader.EnterWithSession(_room, "ci", Id, isMember: false);
        earlier.Says(1, "one");
        var ci = RoomReader.EnterWithSession(_room, "ci", Id, isMember: false);
        Assert.That(earlier.Says(2, "two"), Is.EqualTo(Refusal.Replaced));
        ci.Says(2, "two");
        Assert.That(alice.Reads(), Is.EqualTo(["ci: one", "ci: two"]));
    }

    [Test]
    public void A_taken_name_is_refused_and_the_earlier_connection_stays()
    {
        RoomReader.Join(_room, "alice");
        var earlier = RoomReader.EnterWithSession(_room, "ci", Id);
        Assert.That(RoomReader.Refused(_room, "ALICE", Id)?.Code, Is.EqualTo("name-taken"));
        Assert.That(RoomReader.Refused(_room, "ci", Other)?.Code, Is.EqualTo("name-taken"), "another session");
        Assert.That(earlier.Types("still here").Refusal, Is.Null);
    }

    [Test]
    public void A_numbered_client_gets_the_name_that_it_had([Values] bool isStillConnected)
    {
        RoomReader.Join(_room, "ci");
        var before = RoomReader.EnterWithSession(_room, "ci", Id, isNumbered: true);
        var alice = RoomReader.JoinAndRead(_room, "alice");
        RoomReader.EnterWithSession(_room, "ci", Other, isNumbered: true);
        if (!isStillConnected)
        {
            before.Leaves();
        }

        var after = RoomReader.EnterWithSession(_room, "ci", Id, isNumbered: true);
        Assert.That(after.Member.Name.ToString(), Is.EqualTo("ci_2"));
        string[] seen = isStillConnected ? ["ci_3 joined!"] : ["ci_3 joined!", "ci_2 left!", "ci_2 joined!"];
        Assert.That(alice.Reads(), Is.EqualTo(seen));
    }

    [Test]
    public void A_numbered_client_gets_another_name_if_its_own_was_taken_meanwhile()
    {
        RoomReader.Join(_room, "ci");
        RoomReader.EnterWithSession(_room, "ci", Id, isNumbered: true).Leaves();
        RoomReader.Join(_room, "ci_2");
        Assert.That(RoomReader.EnterWithSession(_room, "ci", Id, isNumbered: true).Member.Name.ToString(), Is.EqualTo("ci_3"));
    }

    [Test]
    public void A_numbered_client_that_asks_for_another_name_gets_it()
    {
        RoomReader.EnterWithSession(_room, "ci", Id, isNumbered: true);
        Assert.That(RoomReader.EnterWithSession(_room, "build", Id, isNumbered: true).Member.Name.ToString(), Is.EqualTo("build"));
    }

    [Test]
    public void A_client_that_renamed_itself_takes_its_place_under_the_new_name()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var earlier = RoomReader.EnterWithSession(_room, "ci", Id);
        earlier.Types("/nick build");
        RoomReader.EnterWithSession(_room, "build", Id);
        Assert.That(alice.Reads(), Is.EqualTo(["ci joined!", "ci is now build!"]));
    }

    [Test]
    public void A_private_message_is_processed_when_it_is_delivered()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        var ci = RoomReader.EnterWithSession(_room, "ci", Id);
        ci.Member.LineNumber = 1;
        ci.Types("/msg alice psst");
        Assert.That(ci.Member.Session!.Number, Is.EqualTo(1));
        Assert.That(alice.Reads(), Has.Length.EqualTo(2));
        ci.Member.LineNumber = 2;
        ci.Types("/nick build");
        Assert.That((ci.Member.Session.Number, ci.Member.Session.LastEventId), Is.EqualTo((2, 3)));
    }
}
