using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects;

/// <summary>Lines of one receive are published together, with the same result as lines that arrive one by one.</summary>
internal sealed class BatchTests
{
    private static readonly string Longest = new('x', Limits.MaxText);

    /// <summary>Lines of a program; <c>#</c> is the next number.</summary>
    private static readonly string[] TypedLines =
    [
        "say # lobby text", "say # lobby text", "say # lobby text", "say # lobby é\t\xFF", "say # lobby ", $"say # lobby {Longest}",
        $"say # lobby {Longest}y", $"say # lobby {Longest}{Longest}", "say # attic text", "say 0 lobby again", "say x",
        "command # lobby text", "command # lobby /me acts", "command # lobby /nick bob", "command # lobby /nick alice",
        "command # lobby /who", "command # lobby /nope", "command # lobby /msg alice psst", "command # lobby /msg carol psst",
        "together 2", "who lobby", "commands", "rooms", "ping", "pong", "dance", "join lobby alice", "say # lobby text\nquit",
    ];

    private static readonly string[] PlainLines =
    [
        "text", "text", "text", "alice: text", "alice: bob: text", "//text", "/", "", "é\t", Longest, $"{Longest}y", $"{Longest}{Longest}",
        "/me acts", "/nick bob", "/nick alice", "/who", "/nope", "/msg alice psst", "text\n/quit",
    ];

    [Test]
    public void Any_split_of_typed_input_gives_the_same_log() => CompareSplits(TypedLines, TestDialects.Typed);

    [Test]
    public void Any_split_of_line_input_gives_the_same_log() => CompareSplits(PlainLines, TestDialects.Line);

    [Test]
    public void Lines_of_one_receive_are_sent_in_one_turn([ValueSource(typeof(TestDialects), nameof(TestDialects.All))] SessionDialect dialect)
    {
        var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);
        var mailbox = new Mailbox(dialect);
        var turns = new Turns(new Feed(mailbox));
        var session = Enter(dialect, rooms, mailbox);
        turns.Take();
        var lines = string.Concat(Enumerable.Range(1, 64).Select(i => dialect == TestDialects.Typed ? $"say {i} lobby text\n" : "text\n"));
        var lastId = session.Reader!.Log.Head.NextId;
        session.Accept(Encoding.UTF8.GetBytes(lines), new byte[Limits.FilterScratch]);
        Assert.That(session.Reader.Log.Head.NextId, Is.EqualTo(lastId), "nobody is sent what is not committed");
        Assert.That(turns.Take(), Is.Zero);
        session.Room.Commit();
        Assert.That(session.Reader.Log.Head.NextId - lastId, Is.EqualTo(64));
        Assert.That(turns.Take(), Is.EqualTo(1), "for the texts and their acknowledgement");
    }

    [Test]
    public void Answers_between_texts_keep_their_place()
    {
        var heard = Play(TestDialects.Typed, [Encoding.UTF8.GetBytes(
            "say 1 lobby a\nsay 2 lobby b\nsay 3 attic c\nsay 4 lobby d\ncommand 5 lobby /me e\nsay 6 lobby f\nping g\nsay 7 lobby h\nsay i\nsay 8 lobby j\n")]);
        Assert.That(heard.Select(line => line.Split(' ')[^1]), Is.EqualTo(["a", "b", "lobby.", "d", "e", "f", "g", "h", "docs/PROTOCOL.md.", "j", "8"]));
        Assert.That(heard[^1], Is.EqualTo("ack 8 8"));
    }

    [Test]
    public void A_refused_batch_is_answered_by_one_line()
    {
        var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);
        var ci = RoomClient.Enter(rooms, "send lobby alice session=0123456789abcdef");
        var person = RoomReader.JoinAndRead(rooms.Lobby, "alice");
        ci.Hears(
            "say 1 lobby a\nsay 2 lobby b\nsay 2 lobby b\nping\nsay 3 lobby c",
            "refused name-taken 1 2 The name alice is taken; choose another.",
            "pong ",
            "error name-taken 3 The name alice is taken; choose another.",
            "ack 3 0");
        Assert.That(((Member)ci.Reader!).Refused, Is.EqualTo([new NumberRange(1, 3)]));
        Assert.That(person.Reads(), Is.Empty);
    }

    [Test]
    public void A_refusal_of_a_batch_omits_lines_that_are_refused_alone_or_were_processed_before()
    {
        var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);
        var ci = RoomClient.Enter(rooms, "send lobby alice");
        ci.Hears("say 3 lobby said", "ack 3 1");
        RoomReader.Join(rooms.Lobby, "alice");
        ci.Hears(
            "say 2 lobby again\nsay 5 lobby a\nsay 7 lobby b\nsay 8 attic c\nsay 9 lobby d\nsay 4 lobby again\nsay 12 lobby e",
            "refused name-taken 5 7 The name alice is taken; choose another.",
            "error not-joined 8 That was for the room attic and was not said: you are in lobby.",
            "refused name-taken 9 12 The name alice is taken; choose another.",
            "ack 12 1");
    }

    [Test]
    public void A_refusal_of_thousands_of_lines_fits_into_the_mailbox()
    {
        var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);
        var ci = RoomClient.Enter(rooms, "send lobby alice session=0123456789abcdef");
        RoomReader.Join(rooms.Lobby, "alice");
        ci.Hears(
            string.Join('\n', Enumerable.Range(1, 5000).Select(number => $"say {number} lobby ")),
            "refused name-taken 1 5000 The name alice is taken; choose another.",
            "ack 5000 0");
        Assert.That(ci.End, Is.Null);
    }

    [Test]
    public void All_lines_of_a_refused_group_are_recorded_as_refused()
    {
        var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);
        var session = Enter(TestDialects.Typed, rooms, new Mailbox(TestDialects.Typed));
        session.Accept("together 4\nsay 1 lobby a\nsay 2 lobby b\nsay 3 attic c\nsay 4 lobby d\nsay 5 lobby e\n"u8, new byte[Limits.FilterScratch]);
        session.Room.Commit();
        var progress = ((Member)session.Reader!).Session!;
        Assert.That(progress.Refused, Is.EqualTo([new NumberRange(1, 4)]));
        Assert.That(progress.Number, Is.EqualTo(5));
    }

    [Test]
    public void Lines_of_an_unfinished_group_are_not_processed()
    {
        var rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);
        var session = Enter(TestDialects.Typed, rooms, new Mailbox(TestDialects.Typed));
        session.Accept("say 1 lobby a\ntogether 2\nsay 2 lobby b\n"u8, new byte[Limits.FilterScratch]);
        session.Room.Commit();
        Assert.That(((Member)session.Reader!).Session!.Number, Is.EqualTo(1));
    }

    private static void CompareSplits(string[] lines, SessionDialect dialect) =>
        Fuzz.Each(
            from chosen in Gen.Elements(lines).ArrayOf()
            let bytes = Encoding.UTF8.GetBytes(Numbered(chosen))
            from pieces in Samples.PiecesOf(bytes)
            select (bytes, pieces),
            sent =>
            {
                var heard = Play(dialect, LineByLine(sent.bytes));
                Assert.That(Play(dialect, sent.pieces).Where(IsNotAck), Is.EqualTo(heard.Where(IsNotAck)));
                Assert.That(Play(dialect, [sent.bytes]).Where(IsNotAck), Is.EqualTo(heard.Where(IsNotAck)));
                Assert.That(Play(dialect, sent.pieces).LastOrDefault(line => !IsNotAck(line)), Is.EqualTo(heard.LastOrDefault(line => !IsNotAck(line))));
            });

    private static bool IsNotAck(string line) => !line.StartsWith("ack ", StringComparison.Ordinal);

    private static string Numbered(string[] lines)
    {
        var number = 0;
        return string.Concat(lines.Select(line => $"{line.Replace("#", $"{++number}")}\n"));
    }

    private static byte[][] LineByLine(byte[] bytes) =>
        Splits.CutAt(bytes, [.. Enumerable.Range(1, bytes.Length).Where(cut => bytes[cut - 1] == '\n')]);

    /// <summary>Everything that the sender of these bytes is sent, after it has joined and until it quits.</summary>
    private static string[] Play(SessionDialect dialect, byte[][] pieces)
    {
        var mailbox = new Mailbox(dialect);
        var (feed, heard, scratch) = (new Feed(mailbox), new StringBuilder(), new byte[Limits.FilterScratch]);
        var session = Enter(dialect, TestRooms.Several(new ManualTime(), 4 << 20, most: 1), mailbox);
        Hear(session, feed, heard);
        heard.Clear();
        foreach (var piece in pieces)
        {
            var end = session.Accept(piece, scratch);
            Hear(session, feed, heard);
            if (end is not null)
            {
                break;
            }
        }

        return heard.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static RoomSession Enter(SessionDialect dialect, RoomList rooms, Mailbox mailbox)
    {
        var session = (RoomSession)dialect.Begin(rooms, mailbox, "alice"u8, address: null);
        if (dialect == TestDialects.Typed)
        {
            session.Accept("join lobby alice session=0123456789abcdef\n"u8, new byte[Limits.FilterScratch]);
        }

        return session;
    }

    private static void Hear(RoomSession session, Feed feed, StringBuilder heard)
    {
        session.Room.Commit();
        while (feed.TryNext(feed.Horizon, out var piece))
        {
            heard.Append(Encoding.UTF8.GetString(piece.Lines.Span)).Append(Encoding.UTF8.GetString(piece.Following.Span));
            feed.Advance(piece.End);
        }
    }
}
