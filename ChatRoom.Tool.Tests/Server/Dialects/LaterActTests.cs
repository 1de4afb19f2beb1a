using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects;

/// <summary>Commands whose outcome comes later, as when several servers share the order of acts.</summary>
internal sealed class LaterActTests
{
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];
    private LaterOrder _order = null!;
    private RoomList _rooms = null!;
    private RoomReader _bob = null!;
    private Session _session = null!;

    [SetUp]
    public void Make_a_room_with_bob()
    {
        _order = new LaterOrder();
        _rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 2, order: _order);
        _bob = RoomReader.JoinAndRead(_rooms.Lobby, "bob");
    }

    [Test]
    public void Each_command_holds_the_input_after_it_and_is_answered_with_its_own_number_before_its_acknowledgement()
    {
        Begin(TestDialects.Typed, "join lobby alice\n");
        Sends("say 1 lobby first\ncommand 2 lobby /nick alicia\nsay 3 lobby second\ncommand 4 lobby /nick bob\nping x\ncommand 5 lobby /me waves\n");
        Assert.That(Reads(), Is.EqualTo(["message 3 first", "ack 1"]));
        Assert.That(_session.Act, Is.Not.Null);

        Sends("say 6 lobby third\n");
        Assert.That((Reads().Length, _order.Waiting), Is.EqualTo((0, 1)));

        GoesOn();
        Assert.That(Reads(), Is.EqualTo(["rename 4 alice", "message 5 second", "ack 3"]));
        GoesOn();
        Assert.That(Reads(), Is.EqualTo(["error name-taken 4", "pong x", "ack 4"]));
        GoesOn();
        Assert.That(_session.Act, Is.Null);
        Assert.That(Reads(), Is.EqualTo(["action 6 waves", "message 7 third", "ack 6"]));
        Assert.That(_bob.Reads(), Is.EqualTo(["alice joined!", "alice: first", "alice is now alicia!", "alicia: second", "* alicia waves", "alicia: third"]));
    }

    [Test]
    public void A_person_reads_the_answers_in_the_order_of_their_lines()
    {
        Begin(TestDialects.Line, "alice");
        Sends("/msg bob psst\n/who\n/topic fish\nhello\n");
        Assert.That(Lines(), Is.Empty);
        GoesOn();
        Assert.That(Lines(), Is.EqualTo(["(private to bob) alice: psst", "# 2 here: bob alice"]));
        GoesOn();
        Assert.That(Lines(), Is.EqualTo(["alice set the topic: fish", "alice: hello"]));
        Assert.That(_session.Act, Is.Null);
    }

    private void Begin(SessionDialect dialect, string first)
    {
        var mailbox = new Mailbox(dialect);
        _ = new Feed(mailbox);
        _session = dialect.Begin(_rooms, mailbox, Encoding.UTF8.GetBytes(first), address: null);
        Sends(dialect == TestDialects.Typed ? first : "");
        Assert.That(_session.Reader, Is.Not.Null);
        Lines();
    }

    private void Sends(string input)
    {
        Assert.That(_session.Accept(Encoding.UTF8.GetBytes(input), _scratch), Is.Null);
        _rooms.Lobby.Commit();
    }

    /// <summary>The turn of the act has come, and the session goes on with its input.</summary>
    private void GoesOn()
    {
        _order.ApplyNext();
        Assert.That(_session.Act!.IsCompleted);
        Assert.That(_session.Continue(_scratch), Is.Null);
        _rooms.Lobby.Commit();
    }

    /// <summary>The typed lines without what does not matter here: times, the room, names and texts of refusals.</summary>
    private string[] Reads() => [.. Lines().Select(line => line.Split(' ')).Select(words => words[0] switch
    {
        "error" => string.Join(' ', words[..3]),
        "ack" => string.Join(' ', words[..2]),
        "pong" => string.Join(' ', words),
        _ => $"{words[0]} {words[1]} {words[^1]}",
    })];

    private string[] Lines() => RoomReader.ReadsAll(_session.Mailbox.Feed!);
}
