using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

internal sealed class PresentLinesTests
{
    private readonly ManualTime _time = new();
    private readonly Room _room;

    public PresentLinesTests() => _room = TestRooms.Lobby(_time, 1 << 20);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test]
    public void A_program_is_sent_each_member_with_its_kind_and_its_time()
    {
        var before = Now;
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        _time.Advance(TimeSpan.FromSeconds(1));
        RoomReader.JoinAsBot(_room, "echo");
        RoomReader.SendAndRead(_room, "ci");
        RoomReader.Watch(_room, Since.Now);
        alice.Types("/nick alicia");
        alice.Reads();
        _room.Queries.SendPresent(alice.Mailbox, alice.Reader);
        Assert.That(alice.Reads(), Is.EqualTo([$"present lobby alicia person {before}", $"present lobby echo bot {Now}", "total lobby 2"]));
    }

    [Test]
    public void A_program_that_is_not_let_in_yet_is_sent_the_members_too()
    {
        RoomReader.Join(_room, "alice");
        var mailbox = new Mailbox(TestDialects.Typed);
        var feed = new Feed(mailbox);
        _room.Queries.SendPresent(mailbox, reader: null);
        Assert.That(feed.TryNext(feed.Horizon, out var piece));
        Assert.That(System.Text.Encoding.UTF8.GetString(piece.Lines.Span), Is.EqualTo($"present lobby alice person {Now}\ntotal lobby 1\n"));
    }

    [Test]
    public void The_answer_comes_before_the_first_join_that_it_does_not_include()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        _room.Queries.SendPresent(alice.Mailbox, alice.Reader);
        RoomReader.Join(_room, "bob");
        Assert.That(alice.Reads(), Is.EqualTo([$"present lobby alice person {Now}", "total lobby 1", $"join 2 {Now} lobby bob"]));
    }

    [Test]
    public void Five_thousand_members_fit_into_one_answer_and_other_lines_still_fit()
    {
        const int Count = 5000;
        var alice = RoomReader.JoinAndRead(_room, "alice", TestDialects.Typed);
        for (var i = 2; i <= Count; i++)
        {
            RoomReader.JoinNumbered(_room, $"somebody-with-a-long-name-{i}", TestDialects.Line);
        }

        alice.Reads();
        _room.Queries.SendPresent(alice.Mailbox, alice.Reader);
        _room.Notify(alice.Reader, "besides");
        Assert.That(alice.Reader.Overflowed, Is.False);
        var read = alice.Reads();
        Assert.That(read.Count(line => line.StartsWith("present ", StringComparison.Ordinal)), Is.EqualTo(Count));
        Assert.That(read[^2..], Is.EqualTo([$"total lobby {Count.ToString(CultureInfo.InvariantCulture)}", $"notice {Now} besides"]));
    }

    [Test]
    public void A_person_sees_which_members_are_bots()
    {
        var alice = RoomReader.JoinAndRead(_room, "alice");
        RoomReader.JoinAsBot(_room, "echo");
        alice.Reads();
        alice.Types("/who");
        Assert.That(alice.Reads(), Is.EqualTo(["# 2 here: alice echo (bot)"]));
    }

    [Test]
    public void Messages_of_a_bot_are_marked_for_programs_only()
    {
        var (alice, robot) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAsBot(_room, "echo"));
        alice.Reads();
        robot.Types("hi");
        robot.Types("/nick echo2");
        robot.SaysTogether("again");
        alice.Types("no bot");
        Assert.That(alice.Reads(), Is.EqualTo(["echo: hi", "echo is now echo2!", "echo2: again", "alice: no bot"]));
        Assert.That(
            robot.Reads(),
            Is.EqualTo([$"bot 3 {Now} lobby echo hi", $"rename 4 {Now} lobby echo2 echo", $"bot 5 {Now} lobby echo2 again", $"message 6 {Now} lobby alice no bot"]));
    }
}
